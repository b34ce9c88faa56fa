"""Make the ear's model from labelled lines. Only here is scikit-learn used."""
