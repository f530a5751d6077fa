package io.kinetograph.trainer.export;

/** How a model file keeps its weights. */
public enum Precision {
  /** As they were trained. */
  FLOAT32,
  /** In half the room; they become float32 when the file is loaded, and so is all arithmetic. */
  FLOAT16,
  /** In a quarter of the room, and the arithmetic between them is in 8 bits too. */
  INT8
}
