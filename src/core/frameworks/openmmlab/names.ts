/** OpenMMLab: mmcv and mmengine, whose layers are built from configurations, `dict(type='ReLU')`. */
import type { FrameworkNames } from '../descriptor';

export const names: FrameworkNames = {
  framework: 'torch',
  writtenIn: 'torch',
  roots: [
    ['mmcv', 'torch'],
    ['mmengine', 'torch'],
  ],
  packages: [
    ['mmcv', 'torch'],
    ['mmengine', 'torch'],
  ],
  // Many programs carry a copy of mmcv, whose builders look into registries.
  checkout: {
    folder: 'mmcv',
    names: [
      {
        file: /\/mmcv\/cnn\/(?:bricks\/)?\w+\.py$/,
        home: 'mmcv.cnn',
        names: [
          'ConvModule',
          'DepthwiseSeparableConvModule',
          'FFN',
          'build_activation_layer',
          'build_conv_layer',
          'build_norm_layer',
        ],
      },
    ],
  },
  flatPackages: [['mmcv.cnn'], ['mmcv.runner'], ['mmengine.model']],
  rewrites: [
    [/^(?:mmcv\.runner|mmengine\.model)\.(?:\w+\.)*Base(?:Module|Model)$/, 'torch.nn.Module'],
    [/^(?:mmcv\.runner|mmengine\.model)\.(?:\w+\.)*(Sequential|ModuleList|ModuleDict)$/, 'torch.nn.$1'],
    [/^mmcv\.cnn\.(?:\w+\.)*(Linear|Conv[23]d|ConvTranspose[23]d|MaxPool[23]d)$/, 'torch.nn.$1'],
  ],
  layers: [
    [
      'mmcv.cnn.ConvModule',
      'container',
      'module',
      'in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias, conv_cfg=None, norm_cfg=None, act_cfg',
    ],
    [
      'mmcv.cnn.DepthwiseSeparableConvModule',
      'container',
      'module',
      'in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, norm_cfg=None, act_cfg',
    ],
    [
      'mmcv.cnn.FFN',
      'container',
      'module',
      'embed_dims=256, feedforward_channels=1024, num_fcs=2, act_cfg, ffn_drop=0.0, dropout_layer=None, add_identity=True',
    ],
    ['mmcv.cnn.build_conv_layer', 'container', 'function', 'cfg'],
    ['mmcv.cnn.build_activation_layer', 'container', 'function', 'cfg'],
  ],
};
