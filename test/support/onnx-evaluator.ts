import assert from 'node:assert/strict';

/** Values of a field by its number: whole numbers, or the bytes of a text, a list or a message. */
type Fields = Map<number, (number | Buffer)[]>;
type Values = readonly number[];
type Operator = (inputs: readonly Values[]) => Values;
type Attributes = ReadonlyMap<string, Fields>;

const DOUBLE = 11;

/**
 * The probabilities that an ONNX file gives of users, a row of features each: its nodes are computed in their order,
 * with those operators of ONNX that exported models use. What `onnx.proto` does not know is an error.
 */
export function onnxProbabilities(file: Buffer, features: Float32Array, users: number): number[] {
  const model = fieldsOf(file);
  assert.deepEqual(
    messages(model, 8).map((set) => [textOf(set, 1), set.get(2)]),
    [
      ['', [15]],
      ['ai.onnx.ml', [3]],
    ],
  );
  const [graph] = messages(model, 7) as [Fields];
  const constants = messages(graph, 5).map((tensor) => [textOf(tensor, 8), tensorOf(tensor)] as const);
  const nodes = messages(graph, 1).map((node) => ({
    operator: operatorOf(node),
    inputs: (node.get(1) ?? []).map(String),
    output: textOf(node, 2),
  }));
  const width = features.length / users;
  return Array.from({ length: users }, (_, user) => {
    const values = new Map<string, Values>(constants);
    values.set('features', [...features.subarray(user * width, (user + 1) * width)]);
    for (const { operator, inputs, output } of nodes)
      values.set(output, operator(inputs.map((name) => values.get(name)!)));
    const probability = values.get('probability')!;
    assert.equal(probability.length, 1);
    return probability[0]!;
  });
}

function operatorOf(node: Fields): Operator {
  const name = textOf(node, 7) + textOf(node, 4);
  if (name === 'ai.onnx.mlTreeEnsembleRegressor')
    return treesOf(new Map(messages(node, 5).map((attribute) => [textOf(attribute, 1), attribute])));
  const operator = OPERATORS[name];
  assert(operator, `There is no operator ${name}.`);
  return operator;
}

/** By element; a constant of one element goes with each. */
const each =
  (compute: (a: number, b: number, c: number) => number | boolean): Operator =>
  (inputs) =>
    Array.from({ length: Math.max(...inputs.map(({ length }) => length)) }, (_, at) =>
      Number(
        compute(
          ...(inputs.map((values) => values[values.length === 1 ? 0 : at]) as [number, number, number]),
        ),
      ),
    );

const OPERATORS: Readonly<Record<string, Operator | undefined>> = {
  Identity: each((a) => a),
  Cast: each((a) => a),
  Add: each((a, b) => a + b),
  Sub: each((a, b) => a - b),
  Mul: each((a, b) => a * b),
  Div: each((a, b) => a / b),
  Less: each((a, b) => a < b),
  Equal: each((a, b) => a === b),
  Where: each((condition, a, b) => (condition ? a : b)),
  Not: each((a) => !a),
  IsNaN: each((a) => Number.isNaN(a)),
  Floor: each((a) => Math.floor(a)),
  Log: each((a) => Math.log(a)),
  Exp: each((a) => Math.exp(a)),
  Neg: each((a) => -a),
  Gather: ([values, places]) => places!.map((at) => values![at]!),
  Concat: (columns) => columns.flat(),
  ReduceSum: ([values]) => [values!.reduce((sum, value) => sum + value, 0)],
};

/** Where a tree goes is decided in double precision; outputs are in single. */
function treesOf(attributes: Attributes): Operator {
  const list = (name: string) => attributes.get(name)!.get(8) as number[];
  const doubles = (name: string) => tensorOf(messages(attributes.get(name)!, 5)[0]!);
  const [trees, ids, columns] = ['nodes_treeids', 'nodes_nodeids', 'nodes_featureids'].map(list);
  const [whenTrue, whenFalse] = ['nodes_truenodeids', 'nodes_falsenodeids'].map(list);
  const missing = list('nodes_missing_value_tracks_true');
  const thresholds = doubles('nodes_values_as_tensor');
  const modes = attributes.get('nodes_modes')!.get(9)!.map(String);
  const places = new Map(trees!.map((tree, at) => [`${tree} ${ids![at]}`, at]));
  const [targetTrees, targetNodes, targets] = ['target_treeids', 'target_nodeids', 'target_ids'].map(list);
  const weights = Map.groupBy(
    doubles('target_weights_as_tensor').map((weight, at) => ({ weight, at })),
    ({ at }) => places.get(`${targetTrees![at]} ${targetNodes![at]}`),
  );
  return ([row]) => {
    const outputs = Array.from({ length: attributes.get('n_targets')!.get(3)![0] as number }, () => 0);
    for (const tree of new Set(trees)) {
      let at = places.get(`${tree} 0`)!;
      while (modes[at] === 'BRANCH_LEQ') {
        const value = row![columns![at]!]!;
        const isTrue = Number.isNaN(value) ? missing[at] === 1 : value <= thresholds[at]!;
        at = places.get(`${tree} ${(isTrue ? whenTrue : whenFalse)![at]}`)!;
      }
      assert.equal(modes[at], 'LEAF');
      for (const { weight, at: place } of weights.get(at)!)
        outputs[targets![place]!] = Math.fround(outputs[targets![place]!]! + Math.fround(weight));
    }
    return outputs;
  };
}

function tensorOf(tensor: Fields): Values {
  const bytes = tensor.get(9)![0] as Buffer;
  const length = tensor.get(1)![0] as number;
  assert.equal(bytes.length, 8 * length);
  return Array.from({ length }, (_, at) =>
    tensor.get(2)![0] === DOUBLE ? bytes.readDoubleLE(8 * at) : Number(bytes.readBigInt64LE(8 * at)),
  );
}

const messages = (message: Fields, field: number): Fields[] =>
  (message.get(field) ?? []).map((bytes) => fieldsOf(bytes as Buffer));
const textOf = (message: Fields, field: number): string => String(message.get(field)?.[0] ?? '');

function fieldsOf(message: Buffer): Fields {
  const fields: Fields = new Map();
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = message.readUInt8(at++);
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  };
  while (at < message.length) {
    const key = varint();
    const values = fields.get(key >> 3) ?? [];
    fields.set(key >> 3, values);
    assert([0, 2].includes(key & 7), `There is no type ${key & 7} of a field.`);
    const value = varint();
    if ((key & 7) === 0) values.push(value);
    else values.push(message.subarray(at, (at += value)));
  }
  return fields;
}
