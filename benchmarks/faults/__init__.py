"""What may happen to a crawl, done to real crawls many times: is anything lost, and does the exit status say it?

    python -m benchmarks.faults                            every part, with its usual number of trials
    python -m benchmarks.faults kills overlap --trials 20  two parts, 20 trials each
    python -m benchmarks.faults kills --trial 17           one trial again, as `--seed` makes it

Every trial crawls a made-up magazine (fixtures/) on this machine with the real command, in processes of its own, and
compares what is stored in the end with a crawl that nobody disturbed. Nothing in Offprint knows of it: moments to
kill are found by watching database and server from outside.
"""
