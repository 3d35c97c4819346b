/**
 * The part of the WebAssembly interface that the kernels use; TypeScript declares it only together with a
 * browser's.
 */
declare namespace WebAssembly {
  class Module {
    private readonly compiled: unknown;
    constructor(bytes: Uint8Array);
  }
  class Memory {
    constructor(size: { initial: number; maximum: number; shared: true });
    readonly buffer: SharedArrayBuffer;
  }
  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, Memory>>);
    readonly exports: Record<string, unknown>;
  }
  function validate(bytes: Uint8Array): boolean;
}
