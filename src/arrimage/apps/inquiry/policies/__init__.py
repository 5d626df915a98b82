"""Who may do what with campaigns, studies and reports: one module for each."""
