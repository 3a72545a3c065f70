/** What qualified names, arguments and strings mean to PyTorch, Keras, TensorFlow, JAX/Flax and transformers. */
export { activationCall, type ActivationCall } from './activation-call';
export { bindArguments, defaultArguments } from './arguments';
export { asLayer, canonicalName, kerasGeneration, layerSymbol, symbolOf } from './canonical';
export { defaultInitialization, defaultVariance, type DefaultWeight } from './defaults';
export {
  activationModules,
  checkouts,
  customaryImports,
  frameworkOfModel,
  frameworksOf,
  importedAs,
  moduleBases,
  neverRead,
  packageNames,
  rootOf,
} from './libraries';
export type { Checkout } from './descriptor';
export { calculateGain } from './gain';
export { tensorMethod } from './methods';
export { listedNames } from './registry';
export {
  ACTIVATION,
  CALL,
  everyTriggerWord,
  LAYER,
  LOSS,
  mentions,
  ownTriggerWords,
  triggerWords,
  type TriggerWords,
} from './mentions';
export {
  activationFromString,
  activationStrings,
  initializerFromString,
  lossFromString,
  type NamedActivation,
} from './strings';
export {
  initializerArguments,
  weightMean,
  weightVariance,
  type Fans,
  type InitializerArguments,
} from './variance';
export { layerFans } from './fans';
export { activationUseAt, activationUses, symbolUseAt } from './recognise';
export type {
  InitializerUse,
  InnerActivation,
  LayerUse,
  LossCallUse,
  RecognisedUse,
  RecurrentUse,
  SymbolUse,
} from './use';
