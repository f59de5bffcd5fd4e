"""The sweep: forms run over the floats of a format, judged against proven enclosures."""
