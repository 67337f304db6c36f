"""What users do: one public method is one user action is one transaction."""
