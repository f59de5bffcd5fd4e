"""The sweep: forms run over the floats of a format, judged against proven enclosures.

The package is not called ``sweep``: that is the public function of `stabcheck`, and a name can
mean one thing only.
"""
