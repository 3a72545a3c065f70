/** Layers of the libraries for networks on graphs: DGL, PyTorch Geometric. */
import type { LayerRow } from '../tables/rows';

const rows = (
  home: string,
  role: LayerRow[1],
  layers: readonly (readonly [name: string, signature: string])[],
): readonly LayerRow[] => layers.map(([name, signature]) => [`${home}.${name}`, role, 'module', signature]);

/** Layers of `dgl.nn`: name, signature. */
export const dglLayers = rows('dgl.nn', 'conv', [
  ['CFConv', 'node_in_feats, edge_in_feats, hidden_feats, out_feats'],
  ['ChebConv', 'in_feats, out_feats, k, activation=torch.nn.functional.relu, bias=True'],
  [
    'CuGraphGATConv',
    'in_feats, out_feats, num_heads, feat_drop=0.0, negative_slope=0.2, residual=False, activation=None, bias=True',
  ],
  [
    'CuGraphRelGraphConv',
    'in_feat, out_feat, num_rels, regularizer=None, num_bases=None, bias=True, self_loop=True, dropout=0.0, apply_norm=False',
  ],
  ['CuGraphSAGEConv', "in_feats, out_feats, aggregator_type='mean', feat_drop=0.0, bias=True"],
  [
    'DGNConv',
    'in_size, out_size, aggregators, scalers, delta, dropout=0.0, num_towers=1, edge_feat_size=0, residual=True',
  ],
  ['DenseChebConv', 'in_feats, out_feats, k, bias=True'],
  ['DenseGraphConv', "in_feats, out_feats, norm='both', bias=True, activation=None"],
  ['DenseSAGEConv', 'in_feats, out_feats, feat_drop=0.0, bias=True, norm=None, activation=None'],
  ['DotGatConv', 'in_feats, out_feats, num_heads, allow_zero_in_degree=False'],
  ['EGATConv', 'in_node_feats, in_edge_feats, out_node_feats, out_edge_feats, num_heads, bias=True'],
  ['EGNNConv', 'in_size, hidden_size, out_size, edge_feat_size=0'],
  ['EdgeConv', 'in_feat, out_feat, batch_norm=False, allow_zero_in_degree=False'],
  [
    'EdgeGATConv',
    'in_feats, edge_feats, out_feats, num_heads, feat_drop=0.0, attn_drop=0.0, negative_slope=0.2, residual=True, activation=None, allow_zero_in_degree=False, bias=True',
  ],
  [
    'GATConv',
    'in_feats, out_feats, num_heads, feat_drop=0.0, attn_drop=0.0, negative_slope=0.2, residual=False, activation=None, allow_zero_in_degree=False, bias=True',
  ],
  [
    'GATv2Conv',
    'in_feats, out_feats, num_heads, feat_drop=0.0, attn_drop=0.0, negative_slope=0.2, residual=False, activation=None, allow_zero_in_degree=False, bias=True, share_weights=False',
  ],
  [
    'GCN2Conv',
    'in_feats, layer, alpha=0.1, lambda_=1, project_initial_features=True, allow_zero_in_degree=False, bias=True, activation=None',
  ],
  ['GINConv', "apply_func=None, aggregator_type='sum', init_eps=0, learn_eps=False, activation=None"],
  ['GINEConv', 'apply_func=None, init_eps=0, learn_eps=False'],
  [
    'GMMConv',
    "in_feats, out_feats, dim, n_kernels, aggregator_type='sum', residual=False, bias=True, allow_zero_in_degree=False",
  ],
  [
    'GatedGCNConv',
    'input_feats, edge_feats, output_feats, dropout=0, batch_norm=True, residual=True, activation=torch.nn.functional.relu',
  ],
  ['GatedGraphConv', 'in_feats, out_feats, n_steps, n_etypes, bias=True'],
  [
    'GraphConv',
    "in_feats, out_feats, norm='both', weight=True, bias=True, activation=None, allow_zero_in_degree=False",
  ],
  ['HGTConv', 'in_size, head_size, num_heads, num_ntypes, num_etypes, dropout=0.2, use_norm=False'],
  ['NNConv', "in_feats, out_feats, edge_func, aggregator_type='mean', residual=False, bias=True"],
  [
    'PNAConv',
    'in_size, out_size, aggregators, scalers, delta, dropout=0.0, num_towers=1, edge_feat_size=0, residual=True',
  ],
  [
    'RelGraphConv',
    'in_feat, out_feat, num_rels, regularizer=None, num_bases=None, bias=True, activation=None, self_loop=True, dropout=0.0, layer_norm=False',
  ],
  ['SAGEConv', 'in_feats, out_feats, aggregator_type, feat_drop=0.0, bias=True, norm=None, activation=None'],
  ['SGConv', 'in_feats, out_feats, k=1, cached=False, bias=True, norm=None, allow_zero_in_degree=False'],
  ['TAGConv', 'in_feats, out_feats, k=2, bias=True, activation=None'],
  [
    'TWIRLSConv',
    "input_d, output_d, hidden_d, prop_step, num_mlp_before=1, num_mlp_after=1, norm='none', precond=True, alp=0, lam=1, attention=False, tau=0.2, T=-1, p=1, use_eta=False, attn_bef=False, dropout=0.0, attn_dropout=0.0, inp_dropout=0.0",
  ],
]);

/** Layers of `torch_geometric.nn`: name, signature. */
export const geometricLayers = rows('torch_geometric.nn', 'conv', [
  [
    'ARMAConv',
    'in_channels, out_channels, num_stacks=1, num_layers=1, shared_weights=False, act=None, dropout=0.0, bias=True',
  ],
  ['CGConv', "channels, dim=0, aggr='add', batch_norm=False, bias=True"],
  ['ChebConv', "in_channels, out_channels, K, normalization='sym', bias=True"],
  ['ClusterGCNConv', 'in_channels, out_channels, diag_lambda=0.0, add_self_loops=True, bias=True'],
  [
    'DNAConv',
    'channels, heads=1, groups=1, dropout=0.0, cached=False, normalize=True, add_self_loops=True, bias=True',
  ],
  [
    'DenseGATConv',
    'in_channels, out_channels, heads=1, concat=True, negative_slope=0.2, dropout=0.0, bias=True',
  ],
  ['DenseGCNConv', 'in_channels, out_channels, improved=False, bias=True'],
  ['DenseGINConv', 'nn, eps=0.0, train_eps=False'],
  ['DenseGraphConv', "in_channels, out_channels, aggr='add', bias=True"],
  ['DenseSAGEConv', 'in_channels, out_channels, normalize=False, bias=True'],
  ['DynamicEdgeConv', "nn, k, aggr='max', num_workers=1"],
  [
    'EGConv',
    'in_channels, out_channels, aggregators=None, num_heads=8, num_bases=4, cached=False, add_self_loops=True, bias=True',
  ],
  ['EdgeConv', "nn, aggr='max'"],
  ['FAConv', 'channels, eps=0.1, dropout=0.0, cached=False, add_self_loops=True, normalize=True'],
  ['FeaStConv', 'in_channels, out_channels, heads=1, add_self_loops=True, bias=True'],
  ['FiLMConv', "in_channels, out_channels, num_relations=1, nn=None, act=None, aggr='mean'"],
  [
    'GATConv',
    "in_channels, out_channels, heads=1, concat=True, negative_slope=0.2, dropout=0.0, add_self_loops=True, edge_dim=None, fill_value='mean', bias=True, residual=False",
  ],
  [
    'GATv2Conv',
    "in_channels, out_channels, heads=1, concat=True, negative_slope=0.2, dropout=0.0, add_self_loops=True, edge_dim=None, fill_value='mean', bias=True, share_weights=False, residual=False",
  ],
  [
    'GCN2Conv',
    'channels, alpha, theta=None, layer=None, shared_weights=True, cached=False, add_self_loops=True, normalize=True',
  ],
  [
    'GCNConv',
    'in_channels, out_channels, improved=False, cached=False, add_self_loops=None, normalize=True, bias=True',
  ],
  [
    'GENConv',
    "in_channels, out_channels, aggr='softmax', t=1.0, learn_t=False, p=1.0, learn_p=False, msg_norm=False, learn_msg_scale=False, norm='batch', num_layers=2, expansion=2, eps=1e-07, bias=False, edge_dim=None",
  ],
  ['GINConv', 'nn, eps=0.0, train_eps=False'],
  ['GINEConv', 'nn, eps=0.0, train_eps=False, edge_dim=None'],
  [
    'GMMConv',
    "in_channels, out_channels, dim, kernel_size, separate_gaussians=False, aggr='mean', root_weight=True, bias=True",
  ],
  ['GatedGraphConv', "out_channels, num_layers, aggr='add', bias=True"],
  [
    'GeneralConv',
    "in_channels, out_channels, in_edge_channels=None, aggr='add', skip_linear=False, directed_msg=True, heads=1, attention=False, attention_type='additive', l2_normalize=False, bias=True",
  ],
  ['GraphConv', "in_channels, out_channels, aggr='add', bias=True"],
  ['GravNetConv', 'in_channels, out_channels, space_dimensions, propagate_dimensions, k, num_workers=None'],
  ['HANConv', 'in_channels, out_channels, metadata, heads=1, negative_slope=0.2, dropout=0.0'],
  [
    'HEATConv',
    'in_channels, out_channels, num_node_types, num_edge_types, edge_type_emb_dim, edge_dim, edge_attr_emb_dim, heads=1, concat=True, negative_slope=0.2, dropout=0.0, root_weight=True, bias=True',
  ],
  ['HGTConv', 'in_channels, out_channels, metadata, heads=1'],
  [
    'HypergraphConv',
    "in_channels, out_channels, use_attention=False, attention_mode='node', heads=1, concat=True, negative_slope=0.2, dropout=0, bias=True",
  ],
  ['LEConv', 'in_channels, out_channels, bias=True'],
  ['MFConv', 'in_channels, out_channels, max_degree=10, bias=True'],
  ['MeshCNNConv', 'in_channels, out_channels, kernels=None'],
  ['MixHopConv', 'in_channels, out_channels, powers=None, add_self_loops=True, bias=True'],
  ['NNConv', "in_channels, out_channels, nn, aggr='add', root_weight=True, bias=True"],
  ['PANConv', 'in_channels, out_channels, filter_size'],
  [
    'PDNConv',
    'in_channels, out_channels, edge_dim, hidden_channels, add_self_loops=True, normalize=True, bias=True',
  ],
  [
    'PNAConv',
    "in_channels, out_channels, aggregators, scalers, deg, edge_dim=None, towers=1, pre_layers=1, post_layers=1, divide_input=False, act='relu', act_kwargs=None, train_norm=False",
  ],
  ['PPFConv', 'local_nn=None, global_nn=None, add_self_loops=True'],
  ['PointGNNConv', 'mlp_h, mlp_f, mlp_g'],
  ['PointNetConv', 'local_nn=None, global_nn=None, add_self_loops=True'],
  ['PointTransformerConv', 'in_channels, out_channels, pos_nn=None, attn_nn=None, add_self_loops=True'],
  [
    'RGATConv',
    "in_channels, out_channels, num_relations, num_bases=None, num_blocks=None, mod=None, attention_mechanism='across-relation', attention_mode='additive-self-attention', heads=1, dim=1, concat=True, negative_slope=0.2, dropout=0.0, edge_dim=None, bias=True",
  ],
  [
    'RGCNConv',
    "in_channels, out_channels, num_relations, num_bases=None, num_blocks=None, aggr='mean', root_weight=True, is_sorted=False, bias=True",
  ],
  ['ResGatedGraphConv', 'in_channels, out_channels, act=None, edge_dim=None, root_weight=True, bias=True'],
  [
    'SAGEConv',
    "in_channels, out_channels, aggr='mean', normalize=False, root_weight=True, project=False, bias=True",
  ],
  ['SGConv', 'in_channels, out_channels, K=1, cached=False, add_self_loops=True, bias=True'],
  ['SSGConv', 'in_channels, out_channels, alpha, K=1, cached=False, add_self_loops=True, bias=True'],
  ['SignedConv', 'in_channels, out_channels, first_aggr, bias=True'],
  [
    'SplineConv',
    "in_channels, out_channels, dim, kernel_size, is_open_spline=True, degree=1, aggr='mean', root_weight=True, bias=True",
  ],
  [
    'SuperGATConv',
    "in_channels, out_channels, heads=1, concat=True, negative_slope=0.2, dropout=0.0, add_self_loops=True, bias=True, attention_type='MX', neg_sample_ratio=0.5, edge_sample_ratio=1.0, is_undirected=False",
  ],
  ['TAGConv', 'in_channels, out_channels, K=3, bias=True, normalize=True'],
  [
    'TransformerConv',
    'in_channels, out_channels, heads=1, concat=True, beta=False, dropout=0.0, edge_dim=None, bias=True, root_weight=True',
  ],
  [
    'XConv',
    'in_channels, out_channels, dim, kernel_size, hidden_channels=None, dilation=1, bias=True, num_workers=1',
  ],
  ['Linear', 'in_channels, out_channels, bias=True, weight_initializer=None, bias_initializer=None'],
  ['HeteroLinear', 'in_channels, out_channels, num_types, is_sorted=False'],
]);

/** Normalisations of `torch_geometric.nn`: name, signature. */
export const geometricNorms = rows('torch_geometric.nn', 'norm', [
  [
    'BatchNorm',
    'in_channels, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True, allow_single_element=False, device=None',
  ],
  [
    'DiffGroupNorm',
    'in_channels, groups, lamda=0.01, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True, device=None',
  ],
  ['GraphNorm', 'in_channels, eps=1e-05, device=None'],
  ['GraphSizeNorm', ''],
  [
    'HeteroBatchNorm',
    'in_channels, num_types, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True, device=None',
  ],
  ['HeteroLayerNorm', "in_channels, num_types, eps=1e-05, affine=True, mode='node', device=None"],
  [
    'InstanceNorm',
    'in_channels, eps=1e-05, momentum=0.1, affine=False, track_running_stats=False, device=None',
  ],
  ['LayerNorm', "in_channels, eps=1e-05, affine=True, mode='graph', device=None"],
  ['MessageNorm', 'learn_scale=False, device=None'],
  ['PairNorm', 'scale=1.0, scale_individually=False, eps=1e-05'],
]);
