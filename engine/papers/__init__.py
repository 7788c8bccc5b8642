"""What each paper (文书) says, composed from the facts of a case (rules.md section 5)."""
