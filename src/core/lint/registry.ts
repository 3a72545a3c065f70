/** Every rule there is, in the order of the rule book. A test fails where one lacks its page, its tests or its entry here. */
import { nestedTooDeeply } from './engine/nested-too-deeply';
import type { Rule, RuleMeta } from './rule';
import { activationModuleCalledOnTensor } from './rules/activation-module-called-on-tensor';
import { biasBeforeBatchnorm } from './rules/bias-before-batchnorm';
import { constantWeightInit } from './rules/constant-weight-init';
import { customGradientMismatch } from './rules/custom-gradient-mismatch';
import { deepNarrowRelu } from './rules/deep-narrow-relu';
import { discardedActivation } from './rules/discarded-activation';
import { explodingActivationStack } from './rules/exploding-activation-stack';
import { fanInitOn1d } from './rules/fan-init-on-1d';
import { frameworkDefaultDiffers } from './rules/framework-default-differs';
import { highLearningRate } from './rules/high-learning-rate';
import { identicalEncoderLayers } from './rules/identical-encoder-layers';
import { inplaceActivationHazard } from './rules/inplace-activation-hazard';
import { invalidActivationArgument } from './rules/invalid-activation-argument';
import { kaimingSlopeMismatch } from './rules/kaiming-slope-mismatch';
import { layersDoNotFit } from './rules/layers-do-not-fit';
import { leakyReluSlope } from './rules/leaky-relu-slope';
import { logOfSoftmax } from './rules/log-of-softmax';
import { lossShapeBroadcast } from './rules/loss-shape-broadcast';
import { lossOutputMismatch } from './rules/loss-output-mismatch';
import { missingNonlinearity } from './rules/missing-nonlinearity';
import { nanGradient } from './rules/nan-gradient';
import { outputRangeMismatch } from './rules/output-range-mismatch';
import { preluWeightDecay } from './rules/prelu-weight-decay';
import { probabilityLossWrongInput } from './rules/probability-loss-wrong-input';
import { redundantActivation } from './rules/redundant-activation';
import { reluBeforeSigmoid } from './rules/relu-before-sigmoid';
import { reluBiasInit } from './rules/relu-bias-init';
import { reluInRecurrentCell } from './rules/relu-in-recurrent-cell';
import { reluNoWeightPenalty } from './rules/relu-no-weight-penalty';
import { reluOnOutput } from './rules/relu-on-output';
import { reluRnnRecurrentInit } from './rules/relu-rnn-recurrent-init';
import { reluTorchDefaultInit } from './rules/relu-torch-default-init';
import { reluXavierInit } from './rules/relu-xavier-init';
import { saturatingDeepStack } from './rules/saturating-deep-stack';
import { seluPlainDropout } from './rules/selu-plain-dropout';
import { seluWrongInit } from './rules/selu-wrong-init';
import { sigmoidBeforeBceWithLogits } from './rules/sigmoid-before-bce-with-logits';
import { softmaxBeforeCrossEntropy } from './rules/softmax-before-cross-entropy';
import { softmaxInHiddenLayer } from './rules/softmax-in-hidden-layer';
import { softmaxMaskZero } from './rules/softmax-mask-zero';
import { softmaxSingleUnit } from './rules/softmax-single-unit';
import { softmaxWrongAxis } from './rules/softmax-wrong-axis';
import { squaredErrorOnProbabilities } from './rules/squared-error-on-probabilities';
import { unfusedSigmoidBce } from './rules/unfused-sigmoid-bce';
import { unknownActivationName } from './rules/unknown-activation-name';
import { unregisteredLayers } from './rules/unregistered-layers';
import { unscaledAttention } from './rules/unscaled-attention';
import { unscaledInput } from './rules/unscaled-input';
import { unscaledNormalInit } from './rules/unscaled-normal-init';
import { unstableActivation } from './rules/unstable-activation';
import { unsupportedInitNonlinearity } from './rules/unsupported-init-nonlinearity';
import { unusedSuppression } from './suppressions/suppressions';

export const rules: readonly Rule[] = [
  unsupportedInitNonlinearity,
  fanInitOn1d,
  activationModuleCalledOnTensor,
  unknownActivationName,
  invalidActivationArgument,
  softmaxSingleUnit,
  softmaxWrongAxis,
  unregisteredLayers,
  layersDoNotFit,
  softmaxBeforeCrossEntropy,
  sigmoidBeforeBceWithLogits,
  probabilityLossWrongInput,
  unfusedSigmoidBce,
  lossOutputMismatch,
  squaredErrorOnProbabilities,
  outputRangeMismatch,
  lossShapeBroadcast,
  logOfSoftmax,
  unstableActivation,
  nanGradient,
  customGradientMismatch,
  reluOnOutput,
  reluBeforeSigmoid,
  softmaxInHiddenLayer,
  unscaledAttention,
  softmaxMaskZero,
  missingNonlinearity,
  redundantActivation,
  discardedActivation,
  saturatingDeepStack,
  explodingActivationStack,
  deepNarrowRelu,
  biasBeforeBatchnorm,
  inplaceActivationHazard,
  reluXavierInit,
  reluTorchDefaultInit,
  kaimingSlopeMismatch,
  seluWrongInit,
  seluPlainDropout,
  constantWeightInit,
  unscaledNormalInit,
  identicalEncoderLayers,
  reluInRecurrentCell,
  reluRnnRecurrentInit,
  leakyReluSlope,
  frameworkDefaultDiffers,
  preluWeightDecay,
  reluBiasInit,
  highLearningRate,
  unscaledInput,
  reluNoWeightPenalty,
];

/** What listings, settings and suppression comments know: the rules and what the engine itself reports. */
export const ruleMetas: readonly RuleMeta[] = [
  ...rules.map(({ meta }) => meta),
  unusedSuppression,
  nestedTooDeeply,
];

export const ruleNames: ReadonlySet<string> = new Set(ruleMetas.map(({ name }) => name));
