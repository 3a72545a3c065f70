/**
 * Short programs with one known mistake each, written for this project after public questions, bug reports and documentation. Each names
 * its source in its first line; the table says what must be found, and where.
 */
export interface ExpectedFinding {
  readonly rule: string;
  /** Counted from 1. */
  readonly line: number;
}

export interface KnownMistake extends ExpectedFinding {
  /** File name in this folder. */
  readonly program: string;
  /** Other findings at warning or above that are true as well: a program often has a second fault that follows from the first. */
  readonly alsoTrue?: readonly ExpectedFinding[];
}

export const knownMistakes: readonly KnownMistake[] = [
  { program: '01-softmax-in-forward-then-cross-entropy.py', rule: 'softmax-before-cross-entropy', line: 19 },
  { program: '02-softmax-layer-passed-to-train-function.py', rule: 'softmax-before-cross-entropy', line: 16 },
  {
    program: '03-language-model-softmax-then-cross-entropy.py',
    rule: 'softmax-before-cross-entropy',
    line: 22,
  },
  { program: '04-bert-head-softmax-then-cross-entropy.py', rule: 'softmax-before-cross-entropy', line: 18 },
  { program: '05-lightning-logistic-regression-softmax.py', rule: 'softmax-before-cross-entropy', line: 18 },
  {
    program: '06-trainer-class-softmax-then-cross-entropy.py',
    rule: 'softmax-before-cross-entropy',
    line: 13,
  },
  { program: '07-rnn-softmax-in-network-and-loss.py', rule: 'softmax-before-cross-entropy', line: 14 },
  { program: '08-tf1-softmax-returned-then-logits-loss.py', rule: 'softmax-before-cross-entropy', line: 13 },
  { program: '09-tf1-dense-softmax-then-logits-loss.py', rule: 'softmax-before-cross-entropy', line: 10 },
  { program: '10-keras-softmax-with-from-logits.py', rule: 'softmax-before-cross-entropy', line: 14 },
  { program: '11-softmax-then-nll-loss.py', rule: 'probability-loss-wrong-input', line: 25 },
  { program: '12-functional-nll-of-softmax.py', rule: 'probability-loss-wrong-input', line: 29 },
  { program: '13-acgan-auxiliary-softmax-then-nll.py', rule: 'probability-loss-wrong-input', line: 29 },
  { program: '14-segmentation-bce-loss-on-raw-output.py', rule: 'probability-loss-wrong-input', line: 26 },
  { program: '15-linear-model-bce-loss-with-scheduler.py', rule: 'probability-loss-wrong-input', line: 13 },
  { program: '16-unet-sigmoid-then-bce-with-logits.py', rule: 'sigmoid-before-bce-with-logits', line: 30 },
  {
    program: '17-recommender-sigmoid-then-bce-with-logits.py',
    rule: 'sigmoid-before-bce-with-logits',
    line: 14,
  },
  {
    program: '18-functional-bce-with-logits-of-sigmoid.py',
    rule: 'sigmoid-before-bce-with-logits',
    line: 11,
  },
  {
    program: '19-multilabel-sigmoid-then-bce-with-logits.py',
    rule: 'sigmoid-before-bce-with-logits',
    line: 21,
  },
  {
    program: '20-tf-sigmoid-then-cross-entropy-with-logits.py',
    rule: 'sigmoid-before-bce-with-logits',
    line: 9,
  },
  { program: '21-xavier-on-bias-in-apply.py', rule: 'fan-init-on-1d', line: 10 },
  { program: '22-kaiming-over-all-parameters.py', rule: 'fan-init-on-1d', line: 17 },
  { program: '23-flax-bias-with-fan-initialiser.py', rule: 'fan-init-on-1d', line: 16 },
  { program: '24-kaiming-asked-for-gelu.py', rule: 'unsupported-init-nonlinearity', line: 20 },
  {
    program: '25-relu-module-constructed-with-tensor.py',
    rule: 'activation-module-called-on-tensor',
    line: 20,
  },
  { program: '26-inplace-relu-before-residual-add.py', rule: 'inplace-activation-hazard', line: 18 },
  { program: '27-inplace-relu-with-second-reader.py', rule: 'inplace-activation-hazard', line: 17 },
  { program: '28-activation-first-block-inplace.py', rule: 'inplace-activation-hazard', line: 11 },
  { program: '29-mlp-without-nonlinearity.py', rule: 'missing-nonlinearity', line: 12 },
  {
    program: '30-tf-layers-without-activation.py',
    rule: 'missing-nonlinearity',
    line: 13,
    alsoTrue: [{ rule: 'missing-nonlinearity', line: 14 }],
  },
  { program: '31-keras-dense-stack-without-activation.py', rule: 'missing-nonlinearity', line: 10 },
  { program: '32-relu-on-logits.py', rule: 'relu-on-output', line: 22 },
  { program: '33-relu-before-log-softmax.py', rule: 'relu-before-sigmoid', line: 22 },
  { program: '34-tf-gate-relu-before-softmax.py', rule: 'relu-before-sigmoid', line: 7 },
  { program: '35-keras-relu-before-softmax-layer.py', rule: 'relu-before-sigmoid', line: 10 },
  { program: '36-keras-lstm-with-relu.py', rule: 'relu-in-recurrent-cell', line: 10 },
  { program: '37-keras-simple-rnn-relu-layer.py', rule: 'relu-in-recurrent-cell', line: 10 },
  { program: '38-keras-gru-relu-functional.py', rule: 'relu-in-recurrent-cell', line: 9 },
  { program: '39-torch-rnn-relu.py', rule: 'relu-in-recurrent-cell', line: 10 },
  { program: '40-hand-written-rnn-cell-with-relu.py', rule: 'relu-in-recurrent-cell', line: 19 },
  {
    program: '41-relu-rnn-with-he-recurrent-kernel.py',
    rule: 'relu-rnn-recurrent-init',
    line: 13,
    alsoTrue: [{ rule: 'relu-in-recurrent-cell', line: 12 }],
  },
  { program: '42-softmax-over-one-unit.py', rule: 'softmax-single-unit', line: 13 },
  { program: '43-torch-softmax-over-one-unit.py', rule: 'softmax-single-unit', line: 17 },
  { program: '44-softmax-with-binary-crossentropy.py', rule: 'loss-output-mismatch', line: 19 },
  { program: '45-mnist-cnn-softmax-with-binary-crossentropy.py', rule: 'loss-output-mismatch', line: 16 },
  {
    program: '46-keras-linear-output-with-categorical-loss.py',
    rule: 'probability-loss-wrong-input',
    line: 16,
  },
  { program: '47-keras-unknown-activation-mish.py', rule: 'unknown-activation-name', line: 9 },
  { program: '48-keras-unknown-activation-pelu.py', rule: 'unknown-activation-name', line: 11 },
  { program: '49-torch-rnn-unknown-nonlinearity.py', rule: 'unknown-activation-name', line: 11 },
  {
    program: '50-selu-with-default-initialisation.py',
    rule: 'selu-wrong-init',
    line: 12,
    alsoTrue: [{ rule: 'selu-plain-dropout', line: 13 }],
  },
  { program: '51-keras-selu-with-plain-dropout.py', rule: 'selu-plain-dropout', line: 10 },
  { program: '52-two-zero-layers.py', rule: 'constant-weight-init', line: 12 },
  { program: '53-keras-zero-kernels.py', rule: 'constant-weight-init', line: 9 },
  { program: '54-log-of-softmax-in-loss.py', rule: 'log-of-softmax', line: 8 },
  { program: '55-jax-log-of-softmax.py', rule: 'log-of-softmax', line: 9 },
  { program: '56-named-probabilities-then-log.py', rule: 'log-of-softmax', line: 13 },
  { program: '57-prelu-with-weight-decay.py', rule: 'prelu-weight-decay', line: 20 },
  { program: '58-xavier-weights-before-relu.py', rule: 'relu-xavier-init', line: 9 },
  {
    program: '59-tf-glorot-before-relu.py',
    rule: 'relu-xavier-init',
    line: 8,
  },
  { program: '60-deep-relu-net-with-default-weights.py', rule: 'relu-torch-default-init', line: 10 },
  { program: '61-six-sigmoid-layers.py', rule: 'saturating-deep-stack', line: 11 },
  { program: '62-keras-softmax-in-convolution.py', rule: 'softmax-in-hidden-layer', line: 9 },
  { program: '63-hidden-dense-softmax.py', rule: 'softmax-in-hidden-layer', line: 14 },
  { program: '64-sigmoid-layer-then-sigmoid.py', rule: 'redundant-activation', line: 20 },
  { program: '65-keras-mnist-unscaled.py', rule: 'unscaled-input', line: 8 },
  { program: '66-keras-small-random-numbers.py', rule: 'unscaled-normal-init', line: 8 },
  { program: '67-unit-normal-weights.py', rule: 'unscaled-normal-init', line: 9 },
  { program: '68-adam-with-large-rate.py', rule: 'high-learning-rate', line: 8 },
  { program: '69-narrow-and-deep-relu.py', rule: 'deep-narrow-relu', line: 8 },
  { program: '70-gelu-approximate-as-bool.py', rule: 'invalid-activation-argument', line: 11 },
  { program: '71-leaky-slope-above-one.py', rule: 'leaky-relu-slope', line: 12 },
  { program: '72-kaiming-for-relu-before-tanh.py', rule: 'kaiming-slope-mismatch', line: 12 },
  { program: '73-sigmoid-bce-under-autocast.py', rule: 'unfused-sigmoid-bce', line: 7 },
  { program: '74-negative-relu-bias.py', rule: 'relu-bias-init', line: 12 },
  { program: '75-bias-before-batch-norm.py', rule: 'bias-before-batchnorm', line: 10 },
  { program: '76-regression-head-with-relu.py', rule: 'relu-on-output', line: 12 },
  { program: '77-flax-softmax-then-optax-cross-entropy.py', rule: 'softmax-before-cross-entropy', line: 18 },
  { program: '78-focal-loss-on-sigmoid-then-logits.py', rule: 'sigmoid-before-bce-with-logits', line: 15 },
  { program: '79-fizz-buzz-softmax-in-model-function.py', rule: 'softmax-before-cross-entropy', line: 14 },
  {
    program: '80-encoder-of-linear-layers-without-activation.py',
    rule: 'missing-nonlinearity',
    line: 12,
    alsoTrue: [{ rule: 'missing-nonlinearity', line: 13 }],
  },
  { program: '81-keras-subclassed-lstm-with-relu.py', rule: 'relu-in-recurrent-cell', line: 11 },
  { program: '82-regression-map-with-relu.py', rule: 'relu-on-output', line: 9 },
  {
    program: '83-decoded-yolo-confidence-then-logits-loss.py',
    rule: 'sigmoid-before-bce-with-logits',
    line: 13,
  },
];
