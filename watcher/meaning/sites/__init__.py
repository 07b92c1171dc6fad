"""Sites: matched without ids, folded, told by place."""
