/**
 * Faults at the loss, the labels, the output and the rate, each with its repair, written for this project after public reports. A program
 * has one place, `{}`, that is wrong in one way and right in the other; the finding belongs on the line that ends in `# here`.
 */
export interface LossMistake {
  /** The report that it follows. */
  readonly source: string;
  readonly rule: string;
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  readonly wrong: string;
  readonly right: string;
  readonly program: string;
}

const mnist = `from keras import Sequential, layers, losses, optimizers
from keras.datasets import mnist
from keras.utils import to_categorical
import tensorflow as tf
import numpy as np

(x_train, y_train), (x_test, y_test) = mnist.load_data()
x_train = x_train.reshape(60000, 784).astype('float32') / 255
`;
const keras = `from keras import Sequential, layers, losses, optimizers
import numpy as np
`;
const torch = `import torch
import torch.nn.functional as F
from torch import nn, optim
`;
const graph = `import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 784])
y_ = tf.placeholder(tf.float32, [None, 10])
hidden = tf.layers.dense(x, 128, activation=tf.nn.relu)
`;
const jax = `import jax.numpy as jnp
import optax
from flax import linen as nn


class Net(nn.Module):
    @nn.compact
    def __call__(self, x):
        x = nn.relu(nn.Dense(64)(x))
`;

/** A small classifier of PyTorch with what stands at its end, and one step of training. */
const classifier = (end: string, step: string): string => `${torch}

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(20, 64)
        self.fc2 = nn.Linear(64, ${end.split('|')[0] ?? ''})

    def forward(self, x):
        x = torch.relu(self.fc1(x))
        ${end.split('|')[1] ?? ''}


net = Net()
${step}
`;

export const lossMistakes: readonly LossMistake[] = [
  {
    source: 'https://datascience.stackexchange.com/questions/38604',
    rule: 'loss-output-mismatch',
    severity: 'warning',
    wrong: "layers.Dense(1, activation='sigmoid')]); model.compile('adam', 'binary_crossentropy'",
    right:
      "layers.Dense(10, activation='softmax')]); model.compile('adam', 'sparse_categorical_crossentropy'",
    program: `${mnist}
model = Sequential([layers.Dense(64, activation='relu', input_shape=(784,)), {})
model.fit(x_train, y_train, epochs=10)  # here
`,
  },
  {
    source: 'https://stackoverflow.com/questions/62491097',
    rule: 'loss-output-mismatch',
    severity: 'error',
    wrong: "'categorical_crossentropy'",
    right: "'sparse_categorical_crossentropy'",
    program: `${mnist}
model = Sequential()
model.add(layers.Dense(64, activation='relu', input_shape=(784,)))
model.add(layers.Dense(10, activation='softmax'))
model.compile(optimizer='adam', loss={}, metrics=['accuracy'])
model.fit(x_train, y_train, epochs=2)  # here
`,
  },
  {
    source: 'https://newbe.dev/how-to-use-keras-multi-layer-perceptron-for-multi-class-classification',
    rule: 'loss-output-mismatch',
    severity: 'error',
    wrong: 'iris.target',
    right: 'to_categorical(iris.target)',
    program: `${mnist}
from sklearn.datasets import load_iris

iris = load_iris()
model = Sequential([layers.Dense(16, activation='relu'), layers.Dense(3, activation='softmax')])
model.compile('adam', 'categorical_crossentropy')
model.fit(iris.data, {})  # here
`,
  },
  {
    source: 'https://e-com-net.com/article/1188291707914002432.htm',
    rule: 'loss-output-mismatch',
    severity: 'error',
    wrong: 'y_train',
    right: 'tf.one_hot(y_train, 10)',
    program: `${mnist}
model = Sequential([layers.Dense(64, activation='relu'), layers.Dense(10, activation='softmax')])
model.compile(loss=losses.CategoricalCrossentropy(), optimizer=optimizers.Adadelta())
model.fit(x_train, {})  # here
`,
  },
  {
    source: 'https://stackoverflow.com/questions/62491097',
    rule: 'loss-output-mismatch',
    severity: 'error',
    wrong: 'to_categorical(y_train)',
    right: 'y_train',
    program: `${mnist}
model = Sequential([layers.Dense(64, activation='relu'), layers.Dense(10, activation='softmax')])
model.compile('adam', losses.SparseCategoricalCrossentropy())
model.fit(x_train, {})  # here
`,
  },
  {
    source: 'https://stackoverflow.com/questions/44164749',
    rule: 'loss-output-mismatch',
    severity: 'warning',
    wrong: "activation='softmax')); model.compile('sgd', 'categorical_crossentropy')",
    right: "activation='sigmoid')); model.compile('sgd', 'binary_crossentropy')",
    program: `${keras}from sklearn.preprocessing import MultiLabelBinarizer

labels = MultiLabelBinarizer().fit_transform(tags)
model = Sequential()
model.add(layers.Dense(600, activation='relu'))
model.add(layers.Dense(11, {}
model.fit(x, labels)  # here
`,
  },
  {
    source: 'https://geek-tips.imtqy.com/articles/557592/index.html',
    rule: 'softmax-single-unit',
    severity: 'error',
    wrong: "'softmax'",
    right: "'sigmoid'",
    program: `${keras}
model = Sequential([layers.Dense(32, activation='relu')])
model.add(layers.Dense(1, activation={}))  # here
model.compile('adam', 'binary_crossentropy')
`,
  },
  {
    source: 'https://boohere.com/es/detail/80265.html',
    rule: 'loss-output-mismatch',
    severity: 'error',
    wrong: "'categorical_crossentropy'",
    right: "'binary_crossentropy'",
    program: `${keras}
model = Sequential([layers.Dense(32, activation='relu'), layers.Dense(1, activation='sigmoid')])
model.compile(optimizer='adam', loss={})  # here
`,
  },
  {
    source: 'https://boohere.com/es/detail/80265.html',
    rule: 'loss-output-mismatch',
    severity: 'error',
    wrong: "'sparse_categorical_crossentropy'",
    right: "'binary_crossentropy'",
    program: `${keras}
model = Sequential()
model.add(layers.Dense(32, activation='relu'))
model.add(layers.Dense(1))
model.add(layers.Activation('sigmoid'))
model.compile('adam', loss={})  # here
`,
  },
  {
    source: 'https://geek-questions.imtqy.com/articles/1237100/index.html',
    rule: 'softmax-single-unit',
    severity: 'error',
    wrong: 'softmax_cross_entropy_with_logits',
    right: 'sigmoid_cross_entropy_with_logits',
    program: `import tensorflow as tf

x = tf.placeholder(tf.float32, [4, 2])
y = tf.placeholder(tf.float32, [4, 1])
hidden = tf.layers.dense(x, 8, activation=tf.nn.tanh)
logits = tf.layers.dense(hidden, 1)
loss = tf.reduce_mean(tf.nn.{}(labels=y, logits=logits))  # here
`,
  },
  {
    source: 'https://runebook.dev/en/docs/pytorch/generated/torch.nn.functional.sigmoid',
    rule: 'softmax-single-unit',
    severity: 'error',
    wrong: 'CrossEntropyLoss',
    right: 'BCEWithLogitsLoss',
    program: classifier('1|return self.fc2(x)', 'loss = nn.{}()(net(x), y)  # here'),
  },
  {
    source: 'https://runebook.dev/en/docs/pytorch/generated/torch.nn.functional.sigmoid',
    rule: 'loss-output-mismatch',
    severity: 'warning',
    wrong: 'torch.sigmoid(self.fc2(x))  # here',
    right: 'self.fc2(x)',
    program: classifier('4|return {}', 'criterion = nn.CrossEntropyLoss()\nloss = criterion(net(x), y)'),
  },
  {
    source: 'https://stats.stackexchange.com/questions/65977',
    rule: 'loss-output-mismatch',
    severity: 'warning',
    wrong: 'torch.tanh(self.fc2(x))  # here',
    right: 'self.fc2(x)',
    program: classifier('3|return {}', 'loss = F.cross_entropy(net(x), y)'),
  },
  {
    source: 'https://stats.stackexchange.com/questions/329821',
    rule: 'probability-loss-wrong-input',
    severity: 'warning',
    wrong: "'tanh'",
    right: "'sigmoid'",
    program: `${keras}
model = Sequential([layers.Dense(200, activation='relu'), layers.Dense(1, activation={})])
model.compile(loss='binary_crossentropy', optimizer='adagrad')  # here
`,
  },
  {
    source: 'https://stats.stackexchange.com/questions/65977',
    rule: 'probability-loss-wrong-input',
    severity: 'error',
    wrong: 'torch.tanh',
    right: 'torch.sigmoid',
    program: classifier('1|return {}(self.fc2(x))', 'loss = nn.BCELoss()(net(x), y)  # here'),
  },
  {
    source: 'https://duoke360.com/post/35149',
    rule: 'probability-loss-wrong-input',
    severity: 'error',
    wrong: 'F.softmax(net(x), dim=1)',
    right: 'F.log_softmax(net(x), dim=1)',
    program: classifier('5|return self.fc2(x)', "loss = nn.KLDivLoss(reduction='batchmean')({}, y)  # here"),
  },
  {
    source: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.kl_div.html',
    rule: 'probability-loss-wrong-input',
    severity: 'error',
    wrong: 'student(x) / 4',
    right: 'F.log_softmax(student(x) / 4, dim=1)',
    program: `${torch}
student = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
teacher = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
loss = F.kl_div({}, F.softmax(teacher(x) / 4, dim=1), reduction='batchmean')  # here
`,
  },
  {
    source: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.NLLLoss.html',
    rule: 'probability-loss-wrong-input',
    severity: 'error',
    wrong: 'self.fc2(x)',
    right: 'F.log_softmax(self.fc2(x), dim=1)',
    program: classifier('5|return {}', 'loss = F.nll_loss(net(x), y)  # here'),
  },
  {
    source: 'https://www.codeprj.com/zh/blog/65744b1.html',
    rule: 'probability-loss-wrong-input',
    severity: 'warning',
    wrong: 'tf.layers.dense(hidden, 10)',
    right: 'tf.nn.softmax(tf.layers.dense(hidden, 10))',
    program: `${graph}
y = {}
cross_entropy = tf.reduce_mean(
    -tf.reduce_sum(y_ * tf.log(tf.clip_by_value(y, 1e-10, 1.0)), axis=1)  # here
)
`,
  },
  {
    source: 'https://stats.stackexchange.com/questions/65977',
    rule: 'probability-loss-wrong-input',
    severity: 'warning',
    wrong: 'tf.nn.tanh',
    right: 'tf.nn.softmax',
    program: `${graph}
y = tf.layers.dense(hidden, 10, activation={})
cost = -tf.reduce_sum(y_ * tf.log(tf.clip_by_value(y, 1e-10, 1.0)))  # here
`,
  },
  {
    source: 'https://github.com/tflearn/tflearn/pull/562',
    rule: 'softmax-before-cross-entropy',
    severity: 'error',
    wrong: 'tf.nn.softmax(logits)  # here',
    right: 'logits',
    program: `${graph}
logits = tf.layers.dense(hidden, 10)
net = {}
loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=net, labels=y_))
`,
  },
  {
    source: 'https://github.com/suragnair/alpha-zero-general/issues/45',
    rule: 'softmax-before-cross-entropy',
    severity: 'error',
    wrong: 'prob',
    right: 'pi',
    program: `${graph}
pi = tf.layers.dense(hidden, 10)
prob = tf.nn.softmax(pi)
loss_pi = tf.losses.softmax_cross_entropy(y_, {})  # here
`,
  },
  {
    source: 'https://github.com/exelban/tensorflow-cifar-10/issues/6',
    rule: 'softmax-before-cross-entropy',
    severity: 'error',
    wrong: 'activation=tf.nn.softmax, ',
    right: '',
    program: `${graph}
out = tf.layers.dense(inputs=hidden, units=10, {}name='out')
loss = tf.nn.softmax_cross_entropy_with_logits_v2(logits=out, labels=y_)  # here
`,
  },
  {
    source: 'https://github.com/nfmcclure/tensorflow_cookbook/issues/86',
    rule: 'softmax-before-cross-entropy',
    severity: 'error',
    wrong: 'tf.nn.softmax(tf.layers.dense(hidden, 10))',
    right: 'tf.layers.dense(hidden, 10)',
    program: `${graph}
logits_out = {}
losses = tf.compat.v1.losses.sparse_softmax_cross_entropy(tf.argmax(y_, 1), logits_out)  # here
`,
  },
  {
    source: 'https://optax.readthedocs.io/en/latest/api/losses.html',
    rule: 'softmax-before-cross-entropy',
    severity: 'error',
    wrong: 'nn.softmax(nn.Dense(10)(x))',
    right: 'nn.Dense(10)(x)',
    program: `${jax}        return {}


def loss_fn(params, x, y):
    return optax.softmax_cross_entropy(Net().apply(params, x), y).mean()  # here
`,
  },
  {
    source: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html',
    rule: 'sigmoid-before-bce-with-logits',
    severity: 'error',
    wrong: 'activation=tf.nn.sigmoid',
    right: 'activation=None',
    program: `${graph}
q = tf.layers.dense(hidden, 10, {})
loss = tf.losses.sigmoid_cross_entropy(multi_class_labels=y_, logits=q)  # here
`,
  },
  {
    source: 'https://stackoverflow.com/questions/24732888',
    rule: 'output-range-mismatch',
    severity: 'warning',
    wrong: "'sigmoid'",
    right: "'tanh'",
    program: `${mnist}
x_train = x_train * 2 - 1
model = Sequential([layers.Dense(64, activation='relu'), layers.Dense(784, activation={})])
model.compile('adam', 'mse')
model.fit(x_train, x_train, epochs=50)  # here
`,
  },
  {
    source: 'https://stackoverflow.com/questions/24732888',
    rule: 'output-range-mismatch',
    severity: 'warning',
    wrong: 'nn.Sigmoid()',
    right: 'nn.Tanh()',
    program: `${torch}from torchvision import datasets, transforms

transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))])
loader = torch.utils.data.DataLoader(datasets.MNIST('data', transform=transform), batch_size=64)
net = nn.Sequential(nn.Linear(784, 32), nn.ReLU(), nn.Linear(32, 784), {})
criterion = nn.MSELoss()
for epoch in range(10):
    for images, _ in loader:
        images = images.view(images.size(0), -1)
        loss = criterion(net(images), images)  # here
`,
  },
  {
    source: 'http://stackoverflow.com.mevn.net/questions/52800582',
    rule: 'output-range-mismatch',
    severity: 'warning',
    wrong: "'sigmoid'",
    right: "'linear'",
    program: `${keras}from keras.datasets import boston_housing

(x, y), _ = boston_housing.load_data()
model = Sequential([layers.Dense(64, activation='relu'), layers.Dense(1, activation={})])
model.compile('rmsprop', 'mse')
model.fit(x, y)  # here
`,
  },
  {
    source: 'https://stats.stackexchange.com/questions/362588',
    rule: 'relu-on-output',
    severity: 'warning',
    wrong: "activation='relu')])  # here",
    right: "activation='linear')])",
    program: `${keras}from sklearn.preprocessing import StandardScaler

targets = StandardScaler().fit_transform(table)
model = Sequential([layers.Dense(32, activation='relu'), layers.Dense(1, {}
model.compile('adam', 'mse')
model.fit(x, targets)
`,
  },
  {
    source: 'https://manongdao.com/article-1111310.html',
    rule: 'relu-on-output',
    severity: 'warning',
    wrong: ', nn.ReLU())  # here',
    right: ')',
    program: `${torch}
y = torch.tensor([[-1.0], [0.5], [2.0]])
net = nn.Sequential(nn.Linear(1, 16), nn.Tanh(), nn.Linear(16, 1){}
loss = nn.MSELoss()(net(x), y)
`,
  },
  {
    source: 'https://github.com/keras-team/keras/issues/3687',
    rule: 'relu-on-output',
    severity: 'information',
    wrong: "activation='relu')])  # here",
    right: "activation='linear')])",
    program: `${keras}
model = Sequential([layers.Dense(64, activation='relu'), layers.Dense(1, {}
model.compile(loss='mean_squared_error', optimizer='sgd')
`,
  },
  {
    source: 'https://example-a.com/answer/53913641',
    rule: 'squared-error-on-probabilities',
    severity: 'information',
    wrong: "'mean_squared_error'",
    right: "'categorical_crossentropy'",
    program: `${keras}
model = Sequential([layers.Dense(64, activation='relu'), layers.Dense(5, activation='softmax')])
model.compile(loss={}, optimizer='adam')  # here
`,
  },
  {
    source: 'https://hany-ouf.blogspot.com/2020/04',
    rule: 'squared-error-on-probabilities',
    severity: 'information',
    wrong: 'nn.MSELoss()(net(x), y)',
    right: 'nn.NLLLoss()(torch.log(net(x) + 1e-9), y)',
    program: classifier('5|return F.softmax(self.fc2(x), dim=1)', 'loss = {}  # here'),
  },
  {
    source: 'https://github.com/keras-team/keras/issues/2194',
    rule: 'relu-in-recurrent-cell',
    severity: 'warning',
    wrong: "'relu'",
    right: "'tanh'",
    program: `${keras}
model = Sequential()
model.add(layers.LSTM(64, activation={}))  # here
model.add(layers.Dense(4, activation='softmax'))
model.compile(loss='categorical_crossentropy', optimizer='adam')
`,
  },
  {
    source: 'https://github.com/AlexanderVNikitin/tsgm/issues/59',
    rule: 'relu-in-recurrent-cell',
    severity: 'warning',
    wrong: 'tf.nn.relu',
    right: 'tf.nn.tanh',
    program: `import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 50, 16])
cell = tf.nn.rnn_cell.LSTMCell(64, activation={})  # here
outputs, state = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
`,
  },
  {
    source: 'https://theneuralbase.com/keras/learn/beginner/loss-not-decreasing-learning-rate/',
    rule: 'high-learning-rate',
    severity: 'warning',
    wrong: '1.0',
    right: '0.001',
    program: `${keras}
model = Sequential([layers.Dense(32, activation='relu'), layers.Dense(1, activation='sigmoid')])
model.compile(optimizer=optimizers.Adam(learning_rate={}), loss='binary_crossentropy')  # here
`,
  },
  {
    source: 'https://taourl.com/read-3032209.html',
    rule: 'high-learning-rate',
    severity: 'warning',
    wrong: '10.0',
    right: '0.01',
    program: `import argparse
${torch}
parser = argparse.ArgumentParser()
parser.add_argument('--learning-rate', type=float, default={})
args = parser.parse_args()
net = nn.Sequential(nn.Linear(8, 64), nn.ReLU(), nn.Linear(64, 1))
optimizer = optim.SGD(net.parameters(), lr=args.learning_rate)  # here
`,
  },
  {
    source: 'https://docs.pytorch.org/docs/stable/optim.html',
    rule: 'high-learning-rate',
    severity: 'error',
    wrong: '-1e-3',
    right: '1e-3',
    program: classifier('4|return self.fc2(x)', 'optimizer = optim.Adam(net.parameters(), lr={})  # here'),
  },
  {
    source: 'https://intellipaat.com/community/17760',
    rule: 'loss-output-mismatch',
    severity: 'warning',
    wrong: "'binary_crossentropy'",
    right: "'categorical_crossentropy'",
    program: `from keras.layers import Dense
from keras.models import Sequential

model = Sequential()
model.add(Dense(output_dim=100, input_dim=784, init='glorot_uniform', activation='tanh'))
model.add(Dense(10, init='glorot_uniform', activation='softmax'))
model.compile(loss={}, optimizer='adamax')  # here
`,
  },
  {
    source: 'https://github.com/jaehong31/CGES/issues/1',
    rule: 'redundant-activation',
    severity: 'warning',
    wrong: 'nn.Softmax(dim=1), nn.Softmax(dim=1)',
    right: 'nn.Softmax(dim=1)',
    program: `${torch}
net = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 4), {})  # here
loss = nn.NLLLoss()(torch.log(net(x) + 1e-9), y)
`,
  },
];
