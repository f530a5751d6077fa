// SPDX-License-Identifier: Apache-2.0
/**
 * The model card as one HTML file.
 *
 * <p>{@code Report} fills the template {@code report.html} (Pebble) with {@code ReportContent},
 * which is read from the results of other commands: {@code ReportedProtocol} from
 * cross-validations, {@code TrainingHistory} from run folders, {@code ReportedModel} from a model
 * file. {@code Trainings} and {@code SegmentPictures} draw, {@code ReportFilters} has the number
 * formats.
 */
@NullMarked
package io.kinetograph.trainer.report;

import org.jspecify.annotations.NullMarked;
