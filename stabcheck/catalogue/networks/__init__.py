"""Networks: functions made of layers."""
