import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tfjsCore from '@tensorflow/tfjs-core';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { DetectorError } from '../detector.js';

/** What is used of TensorFlow.js. Each engine's own copy is passed around, because tensors of two copies do not mix. */
export type TensorFlow = Pick<typeof tfjsCore, 'tensor' | 'tensor1d' | 'dispose' | 'getBackend' | 'setBackend'> & {
  readonly loadGraphModel: typeof loadGraphModel;
};

/** A TensorFlow.js that has been started. */
export interface TfjsRuntime {
  readonly engine: 'wasm' | 'tfjs-node';
  readonly tf: TensorFlow;
  /** Where it computes: npm may give two engines one copy of TensorFlow.js, and that has one backend at a time. */
  readonly backend: 'wasm' | 'tensorflow';
}

export async function loadRuntime(engine: TfjsRuntime['engine']): Promise<TfjsRuntime> {
  return engine === 'wasm'
    ? { engine, tf: await startWasm(), backend: 'wasm' }
    : { engine, tf: await startNative(), backend: 'tensorflow' };
}

/** TensorFlow.js on WebAssembly: one thread in Node, no native code, works everywhere. */
async function startWasm(): Promise<TensorFlow> {
  const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(dirname(entry) + sep);
  if (tfjsCore.getBackend() !== 'wasm' && !(await tfjsCore.setBackend('wasm'))) {
    throw new DetectorError(`The WebAssembly files in ${dirname(entry)} cannot be started; run npm ci again.`);
  }
  await tfjsCore.ready();
  return { ...tfjsCore, loadGraphModel };
}

/** TensorFlow's own C library, where the optional package is installed. */
async function startNative(): Promise<TensorFlow> {
  // The name is not a literal, so that the compiler does not ask for a package that need not be there.
  const packageName: string = '@tensorflow/tfjs-node';
  try {
    const native = (await import(packageName)) as TensorFlow & { default?: TensorFlow };
    return native.default ?? native;
  } catch (cause) {
    throw new DetectorError(
      'The engine tfjs-node is not installed here. Install it with npm install --include=optional @tensorflow/tfjs-node, ' +
        'or choose the engine onnx or wasm.',
      { cause },
    );
  }
}
