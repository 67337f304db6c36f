"""Days of citizens and operators on a simulated clock; they drive the real use cases."""
