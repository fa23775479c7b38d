"""Imported for what it does: loads the models that reading needs and loads late, half a second for each process.

READ_MODULES names this module for the process that worker processes are forked from, so that all of them share what is
loaded. The crawl's own process reads no page and does without.
"""

import py3langid
from trafilatura.external import jt_stoplist_init

from pipelines.judge import model

py3langid.classify("")
model()
jt_stoplist_init()
