/** Convolutions over few occupied places, as point clouds have them: spconv, MinkowskiEngine, TorchSparse. What they start as they decide themselves. */
import type { FrameworkNames } from '../descriptor';
import type { LayerRow } from '../tables/rows';

const spconvSignature =
  'in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True, indice_key=None, algo=None, fp32_accum=None, large_kernel_fast_algo=False, name=None';
const inverseSignature =
  'in_channels, out_channels, kernel_size, indice_key=None, bias=True, algo=None, fp32_accum=None, large_kernel_fast_algo=False, name=None';
const minkowskiSignature =
  'in_channels, out_channels, kernel_size=-1, stride=1, dilation=1, bias=False, kernel_generator=None, expand_coordinates=False, convolution_mode=None, dimension=None';

/** Of each occupied place they make one of other features: to what is followed, the features alone, they are dense layers. */
const conv = (name: string, signature: string): LayerRow => [name, 'linear', 'module', signature];
const pooling = (name: string, signature: string): LayerRow => [name, 'pooling', 'module', signature];

export const names: FrameworkNames = {
  framework: 'torch',
  writtenIn: 'torch',
  roots: [
    ['spconv', 'torch'],
    ['MinkowskiEngine', 'torch'],
    ['torchsparse', 'torch'],
  ],
  packages: [
    ['spconv', 'torch'],
    ['MinkowskiEngine', 'torch'],
    ['torchsparse', 'torch'],
  ],
  flatPackages: [['spconv.pytorch', 'spconv'], ['torchsparse.nn']],
  rewrites: [
    [/^spconv\.(?:\w+\.)*SparseModule$/, 'torch.nn.Module'],
    [/^spconv\.(?:\w+\.)*SparseSequential$/, 'torch.nn.Sequential'],
    [/^spconv\.(?:\w+\.)*SparseReLU$/, 'torch.nn.ReLU'],
    [/^spconv\.(?:\w+\.)*SparseIdentity$/, 'torch.nn.Identity'],
    [/^spconv\.(?:\w+\.)*SparseBatchNorm$/, 'torch.nn.BatchNorm1d'],
    [/^MinkowskiEngine\.(?:\w+\.)*Minkowski(?:Network|ModuleBase)$/, 'torch.nn.Module'],
    [/^MinkowskiEngine\.(?:\w+\.)*Minkowski(?:Stable)?InstanceNorm$/, 'torch.nn.InstanceNorm1d'],
    [/^MinkowskiEngine\.(?:\w+\.)*MinkowskiBatchNorm$/, 'torch.nn.BatchNorm1d'],
    [/^MinkowskiEngine\.(?:\w+\.)*MinkowskiSyncBatchNorm$/, 'torch.nn.SyncBatchNorm'],
    [/^MinkowskiEngine\.(?:\w+\.)*MinkowskiLinear$/, 'torch.nn.Linear'],
    [
      /^MinkowskiEngine\.(?:\w+\.)*Minkowski(\w*ReLU6?|C?ELU|GELU|SELU|SiLU|LogSigmoid|Sigmoid|Tanh|Tanhshrink|Hard\w+|Soft\w+|LogSoftmax|Threshold|Dropout|AlphaDropout)$/,
      'torch.nn.$1',
    ],
    [/^MinkowskiEngine\.MinkowskiFunctional\.(\w+)$/, 'torch.nn.functional.$1'],
    [/^torchsparse\.nn\.(?:\w+\.)*((?:Leaky)?ReLU|SiLU|GroupNorm)$/, 'torch.nn.$1'],
    [/^torchsparse\.nn\.(?:\w+\.)*BatchNorm$/, 'torch.nn.BatchNorm1d'],
    [/^torchsparse\.nn\.(?:\w+\.)*InstanceNorm$/, 'torch.nn.InstanceNorm1d'],
    [/^torchsparse\.nn\.functional\.(relu|leaky_relu|silu)$/, 'torch.nn.functional.$1'],
  ],
  layers: [
    ...['1d', '2d', '3d', '4d'].flatMap((size) => [
      conv(`spconv.SparseConv${size}`, spconvSignature),
      conv(`spconv.SubMConv${size}`, spconvSignature),
      conv(`spconv.SparseConvTranspose${size}`, spconvSignature),
      conv(`spconv.SparseInverseConv${size}`, inverseSignature),
      pooling(`spconv.SparseMaxPool${size}`, 'kernel_size, stride=None, padding=0, dilation=1'),
      pooling(`spconv.SparseAvgPool${size}`, 'kernel_size, stride=None, padding=0, dilation=1'),
    ]),
    pooling('spconv.SparseGlobalMaxPool', ''),
    pooling('spconv.SparseGlobalAvgPool', ''),
    ...[
      'MinkowskiConvolution',
      'MinkowskiConvolutionTranspose',
      'MinkowskiGenerativeConvolutionTranspose',
      'MinkowskiChannelwiseConvolution',
    ].map((name) => conv(`MinkowskiEngine.${name}`, minkowskiSignature)),
    ...['Max', 'Avg', 'Sum'].map((kind) =>
      pooling(
        `MinkowskiEngine.Minkowski${kind}Pooling`,
        'kernel_size, stride=1, dilation=1, kernel_generator=None, dimension=None',
      ),
    ),
    ...['', 'Max', 'Avg', 'Sum'].map((kind) => pooling(`MinkowskiEngine.MinkowskiGlobal${kind}Pooling`, '')),
    conv(
      'torchsparse.nn.Conv3d',
      'in_channels, out_channels, kernel_size=3, stride=1, padding=0, dilation=1, bias=False, transposed=False',
    ),
    pooling('torchsparse.nn.GlobalAvgPool', ''),
    pooling('torchsparse.nn.GlobalMaxPool', ''),
  ],
};
