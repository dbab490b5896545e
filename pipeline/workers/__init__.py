"""What works beside the web: applies what was heard, answers citizens, keeps the rows tidy."""
