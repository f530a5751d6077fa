package io.kinetograph.trainer.export;

/** The precision of a model file. */
public enum Precision {
  /** The weights as they were trained. */
  FLOAT32,
  /** Weights of half the size; all arithmetic is float32. */
  FLOAT16,
  /** Weights of a quarter of the size, and arithmetic in 8 bits. */
  INT8
}
