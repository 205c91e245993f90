"""The desk dies, at every boundary and at random, is started again, and is compared with what the network knows."""
