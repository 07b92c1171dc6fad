"""Long proofs by command: `python -m tests.proofs.kills`, `.soak`, `.fuzz`. docs/proofs.md keeps what they printed."""
