/** Libraries for networks on graphs in PyTorch: DGL, PyTorch Geometric. What their layers start as they decide themselves. */
import type { FrameworkNames } from '../descriptor';
import { dglLayers, geometricLayers, geometricNorms } from './layers';

export const names: FrameworkNames = {
  framework: 'torch',
  writtenIn: 'torch',
  roots: [
    ['dgl', 'torch'],
    ['torch_geometric', 'torch'],
  ],
  packages: [
    ['dgl', 'torch'],
    ['torch_geometric', 'torch'],
  ],
  flatPackages: [['dgl.nn'], ['torch_geometric.nn']],
  moduleBases: ['torch_geometric.nn.MessagePassing'],
  layers: [
    ...dglLayers,
    ...geometricLayers,
    ...geometricNorms,
    ['torch_geometric.nn.GlobalAttention', 'container', 'module', 'gate_nn, nn=None'],
    ['torch_geometric.nn.AttentionalAggregation', 'container', 'module', 'gate_nn, nn=None'],
    ['dgl.nn.GlobalAttentionPooling', 'container', 'module', 'gate_nn, feat_nn=None'],
    ['dgl.nn.HeteroGraphConv', 'container', 'module', "mods, aggregate='sum'"],
    ['torch_geometric.nn.HeteroConv', 'container', 'module', "convs, aggr='sum'"],
  ],
};
