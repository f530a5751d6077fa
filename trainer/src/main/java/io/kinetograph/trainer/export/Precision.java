package io.kinetograph.trainer.export;

/** How the weights of a model file are kept. */
public enum Precision {
  /** As they were trained. */
  FLOAT32,
  /** In half the room; they become float32 when the file is loaded, and so is all arithmetic. */
  FLOAT16
}
