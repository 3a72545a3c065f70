/** Networks on graphs: layers of DGL and PyTorch Geometric, and layers of one's own that pass messages. */
import { describe, expect, it } from 'vitest';
import { pairsOf } from './trace-of';

const T = 'import torch\nimport torch.nn.functional as F\nfrom torch import nn\n';

describe('layers that take a graph', () => {
  it('of PyTorch Geometric feed activations and norms as others do', () => {
    const text = `${T}from torch_geometric.nn import GCNConv, GATConv, BatchNorm
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = GCNConv(8, 16)  #: first
        self.norm = BatchNorm(16)
        self.second = GATConv(16, 4, heads=2)  #: second
    def forward(self, x, edge_index):
        x = F.relu(self.norm(self.first(x, edge_index)))  #: relu
        return F.log_softmax(self.second(x, edge_index), dim=1)  #: softmax
`;
    expect(pairsOf(text)).toEqual(['first > relu', 'second > softmax']);
  });

  it('of DGL take the graph first and may be told an activation', () => {
    const text = `${T}import dgl.nn.pytorch as dglnn
from dgl.nn import SAGEConv
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList()
        self.layers.append(SAGEConv(8, 16, 'mean'))  #: sage
        self.layers.append(dglnn.GraphConv(  #: graph
            16, 16,
            activation=F.elu,  #: elu
        ))
        self.last = dglnn.GraphConv(16, 2)  #: last
    def forward(self, blocks, x):
        h = self.layers[0](blocks[0], x)
        h = F.relu(h)  #: relu
        h = self.layers[1](blocks[1], h)
        return F.softmax(self.last(blocks[1], h), dim=-1)  #: softmax
`;
    const pairs = pairsOf(text);
    expect(pairs).toContain('sage > relu');
    expect(pairs).toContain('last > softmax');
    expect(pairs).toContain('graph > elu');
  });

  it('made of a network of their own run it on what their neighbours are', () => {
    const text = `${T}from torch_geometric.nn import GINConv
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = GINConv(nn.Sequential(
            nn.Linear(8, 16),  #: inner
            nn.ReLU(),  #: relu
            nn.Linear(16, 4),  #: outer
        ), train_eps=True)
    def forward(self, x, edge_index):
        return torch.sigmoid(self.conv(x, edge_index))  #: sigmoid
`;
    expect(pairsOf(text)).toEqual(['inner > relu', 'outer > sigmoid']);
  });

  it('gather what all nodes have', () => {
    const text = `${T}from torch_geometric.nn import GlobalAttention, GraphConv, global_mean_pool
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = GraphConv(8, 16)  #: conv
        self.pool = GlobalAttention(gate_nn=nn.Sequential(
            nn.Linear(16, 8),  #: inner
            nn.ReLU(),  #: relu
            nn.Linear(8, 1),  #: outer
        ))
    def forward(self, x, edge_index, batch):
        x = self.conv(x, edge_index)
        both = global_mean_pool(x, batch) + self.pool(x, batch)  #: pool
        return torch.tanh(both)  #: tanh
`;
    expect(pairsOf(text)).toEqual(['conv > tanh', 'inner > relu', 'outer > pool']);
  });

  it('one for each relation give what their layers give', () => {
    const text = `${T}import dgl.nn as dglnn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = dglnn.HeteroGraphConv({
            'follows': dglnn.GraphConv(8, 16),  #: follows
            'likes': dglnn.GraphConv(8, 16),  #: likes
        }, aggregate='sum')
    def forward(self, graph, inputs):
        h = self.conv(graph, inputs)
        return {kind: F.relu(value) for kind, value in h.items()}  #: relu
`;
    expect(pairsOf(text)).toEqual(['follows > relu', 'likes > relu']);
  });
});

it("messages of a layer of one's own are made of the features at both ends and summed", () => {
  const text = `${T}from torch_geometric.nn import MessagePassing
class Conv(MessagePassing):
    def __init__(self):
        super().__init__(aggr='add')
        self.lin = nn.Linear(8, 16)  #: lin
        self.edges = nn.Linear(4, 16)  #: edges
        self.out = nn.Linear(16, 16)  #: out
    def forward(self, x, edge_index, edge_attr):
        x = self.lin(x)
        return torch.tanh(self.out(self.propagate(edge_index, x=x, e=self.edges(edge_attr))))  #: tanh
    def message(self, x_j, e):
        return F.relu(x_j + e)  #: relu
    def update(self, aggregated):
        return F.elu(self.out(aggregated))  #: elu
`;
  expect([...pairsOf(text)].sort()).toEqual(['edges > relu', 'lin > relu', 'out > elu', 'out > tanh']);
});
