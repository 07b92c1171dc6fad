"""How each registry is asked, and what its words mean. One package a registry."""
