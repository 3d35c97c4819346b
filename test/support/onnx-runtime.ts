import { createRequire } from 'node:module';

interface Output {
  readonly probability: { readonly type: string; readonly data: Float64Array };
}

/** What is used of ONNX Runtime; its own types need those of a browser. */
interface OnnxRuntime {
  readonly env: { readonly wasm: { numThreads: number } };
  readonly Tensor: new (type: 'float32', values: Float32Array, shape: readonly number[]) => object;
  readonly InferenceSession: {
    create: (file: Uint8Array) => Promise<{ run: (inputs: Record<string, object>) => Promise<Output> }>;
  };
}

/** The probabilities that ONNX Runtime computes of users, from their features. */
export async function onnxProbabilities(
  file: Uint8Array,
  features: Float32Array,
  users: number,
): Promise<Float64Array> {
  const require = createRequire(import.meta.url);
  const { env, InferenceSession, Tensor } = require('onnxruntime-web') as OnnxRuntime;
  env.wasm.numThreads = 1;
  const session = await InferenceSession.create(file);
  const input = new Tensor('float32', features, [users, features.length / users]);
  return (await session.run({ features: input })).probability.data;
}
