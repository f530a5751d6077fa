// SPDX-License-Identifier: Apache-2.0
/**
 * The trainer's command line. {@link io.kinetograph.trainer.cli.TrainerCommand} lists the commands;
 * each is a class that reads its options, checks all of them before any recording is read, and
 * calls the package that does the work. {@code TrainingOptions} turns the hyperparameters of {@link
 * io.kinetograph.trainer.settings.TrainingSettings} into options. Errors are one sentence on
 * standard error; exit codes are 0 (done), 1 (failed) and 2 (wrong usage).
 */
@NullMarked
package io.kinetograph.trainer.cli;

import org.jspecify.annotations.NullMarked;
