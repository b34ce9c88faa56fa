"""Training: weights from lines written by hand. Needs scikit-learn and what comes with it."""
