"""The desk's tests: sentences about Ada and Ben, who answer; Mona, who manages; and Carl, who waits."""
