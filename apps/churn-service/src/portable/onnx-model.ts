import { LEAF } from '#ml';
import type { TreeEnsemble } from '#ml';
import type { ChurnModel } from '../model/churn-model.js';
import { Encoding } from '../model/encoding.js';
import { modelFormula } from './model-formula.js';
import type { ModelArithmetic } from './model-formula.js';
import { encoded, node, table, tensor, TYPES } from './onnx-messages.js';
import type { Attributes, Message } from './onnx-messages.js';

const IR_VERSION = 8;
/** Operator sets: both are read by ONNX Runtime from 1.10 on. */
const OPERATORS = { '': 15, 'ai.onnx.ml': 3 };

/**
 * The model as an ONNX file. Input `features`: float [users, features], in the order of the catalogue, which the
 * metadata has, NaN where there is no number. Output `probability`: double [users, 1]. All between is in double
 * precision.
 */
export function onnxOfModel({ artefact, catalogue }: ChurnModel, version: number): Buffer {
  const graph = new OnnxGraph();
  const names = catalogue.features.map(({ name }) => name);
  const values = graph.add('Cast', ['features'], { to: TYPES.double });
  const features = names.map((_, at) => graph.column(values, at));
  const probability = modelFormula(artefact.served, new Encoding(catalogue), features, graph);
  graph.nodes.push(node('Identity', [probability], 'probability'));
  const about = {
    version: String(version),
    snapshotDate: artefact.snapshotDate,
    catalogueHash: artefact.catalogueHash,
    features: names.join(','),
  };
  return encoded({
    1: IR_VERSION,
    2: 'music-box-platform',
    7: {
      1: graph.nodes,
      2: 'churn',
      5: graph.tensors,
      11: table('features', TYPES.float, names.length),
      12: table('probability', TYPES.double, 1),
    },
    8: Object.entries(OPERATORS).map(([domain, set]) => ({ 1: domain, 2: set })),
    14: Object.entries(about).map(([key, value]) => ({ 1: key, 2: value })),
  });
}

/** Values are names of tensors, [users, 1] or a constant of [1]. */
class OnnxGraph implements ModelArithmetic<string> {
  readonly nodes: Message[] = [];
  readonly tensors: Message[] = [];
  private readonly constants = new Map<number, string>();
  private names = 0;

  constant = (value: number) => {
    const known = this.constants.get(value) ?? this.tensor(Float64Array.of(value));
    this.constants.set(value, known);
    return known;
  };
  plus = (a: string, b: string) => this.add('Add', [a, b]);
  minus = (a: string, b: string) => this.add('Sub', [a, b]);
  times = (a: string, b: string) => this.add('Mul', [a, b]);
  over = (a: string, b: string) => this.add('Div', [a, b]);
  atLeast = (value: string, least: number) =>
    this.add('Where', [this.add('Less', [value, this.constant(least)]), this.constant(least), value]);
  floor = (value: string) => this.add('Floor', [value]);
  log1p = (value: string) => this.add('Log', [this.plus(value, this.constant(1))]);
  known = (value: string, otherwise: number) =>
    this.add('Where', [this.add('IsNaN', [value]), this.constant(otherwise), value]);
  isUnknown = (value: string) => this.double(this.add('IsNaN', [value]));
  equals = (value: string, code: number) => this.double(this.add('Equal', [value, this.constant(code)]));
  sigmoid = (margin: string) => {
    const one = this.constant(1);
    return this.over(one, this.plus(one, this.add('Exp', [this.add('Neg', [margin])])));
  };
  named = (values: readonly string[]) => [...values];

  column(values: string, at: number): string {
    return this.add('Gather', [values, this.tensor(BigInt64Array.of(BigInt(at)))], { axis: 1 });
  }

  lookUp = (at: string, from: ArrayLike<number>, steps: readonly ArrayLike<number>[]) => {
    const reached = this.add('Not', [this.add('Less', [at, this.tensor(Float64Array.from(from))])]);
    const place = this.add('ReduceSum', [
      this.add('Cast', [reached], { to: TYPES.int64 }),
      this.tensor(BigInt64Array.of(1n)),
    ]);
    return steps.map((values) => this.add('Gather', [this.tensor(Float64Array.from(values)), place]));
  };

  /**
   * The operator gives single precision: each tree has two outputs of its own, what its leaf is in single
   * precision and what is left, so that nothing is rounded before they are added up in double.
   */
  leaves = (ensemble: TreeEnsemble, columns: readonly string[]) => {
    const { roots, feature, threshold, missingLeft, left, value } = ensemble;
    const nodes = [...feature.keys()];
    const trees = roots.length - 1;
    let tree = 0;
    const treeOf = nodes.map((at) => (at === roots[tree + 1] ? ++tree : tree));
    const placeOf = nodes.map((at) => at - roots[treeOf[at]!]!);
    const leaves = nodes.filter((at) => feature[at] === LEAF);
    const twice = leaves.flatMap((at) => [at, at]);
    const childOf = (at: number, side: 0 | 1) => (feature[at] === LEAF ? 0 : placeOf[left[at]! + side]!);
    const attributes: Attributes = {
      n_targets: 2 * trees,
      nodes_treeids: treeOf,
      nodes_nodeids: placeOf,
      nodes_featureids: Array.from(feature, (column) => Math.max(column, 0)),
      nodes_modes: Array.from(feature, (column) => (column === LEAF ? 'LEAF' : 'BRANCH_LEQ')),
      nodes_values_as_tensor: tensor(threshold),
      nodes_truenodeids: nodes.map((at) => childOf(at, 0)),
      nodes_falsenodeids: nodes.map((at) => childOf(at, 1)),
      nodes_missing_value_tracks_true: [...missingLeft],
      target_treeids: twice.map((at) => treeOf[at]!),
      target_nodeids: twice.map((at) => placeOf[at]!),
      target_ids: twice.map((at, k) => 2 * treeOf[at]! + (k % 2)),
      target_weights_as_tensor: tensor(
        Float64Array.from(twice, (at, k) => {
          const single = Math.fround(value[at]!);
          return k % 2 === 0 ? single : value[at]! - single;
        }),
      ),
    };
    const table = this.add('Concat', columns, { axis: 1 });
    const outputs = this.add('TreeEnsembleRegressor', [table], attributes, 'ai.onnx.ml');
    const summed = this.add('ReduceSum', [this.double(outputs), this.tensor(BigInt64Array.of(1n))]);
    return this.plus(summed, this.constant(ensemble.base));
  };

  add(type: string, inputs: readonly string[], attributes?: Attributes, domain?: string): string {
    const output = `v${++this.names}`;
    this.nodes.push(node(type, inputs, output, attributes, domain));
    return output;
  }

  private double(value: string): string {
    return this.add('Cast', [value], { to: TYPES.double });
  }

  private tensor(values: Float64Array | BigInt64Array): string {
    const name = `c${++this.names}`;
    this.tensors.push(tensor(values, name));
    return name;
  }
}
