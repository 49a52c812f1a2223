"""告: what people are told by mail, and that it arrives; no clock and no storage here."""
