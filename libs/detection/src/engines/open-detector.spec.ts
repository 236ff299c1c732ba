import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { openDetector } from './open-detector.js';

const options = { longSidePx: 64, scoreMin: 0.3 };

describe('opening a detector', () => {
  it('takes onnx first when the engine may be chosen', async () => {
    const detector = await openDetector({ ...options, engine: 'auto' });
    expect(detector.engine).toBe('onnx');
    await detector.dispose();
  });

  it('takes the engine that is asked for', async () => {
    const detector = await openDetector({ ...options, engine: 'wasm' });
    expect(detector.engine).toBe('wasm');
    await detector.dispose();
  });

  it('says how to get an engine that is asked for and missing', async (ctx) => {
    if (isInstalled('@tensorflow/tfjs-node')) return ctx.skip('it is here');
    await expect(openDetector({ ...options, engine: 'tfjs-node' })).rejects.toThrow(
      /tfjs-node is not installed here.*npm install/,
    );
  });

  it('says which engine reads an ONNX file when another is asked for', async () => {
    await expect(openDetector({ ...options, engine: 'wasm', model: 'city.onnx' })).rejects.toThrow(
      'The engine wasm cannot read city.onnx',
    );
  });

  it('does not hide a broken model behind the next engine', async () => {
    await expect(openDetector({ ...options, engine: 'auto', model: 'absent.json' })).rejects.toThrow(
      /^The model file absent\.json cannot be read/,
    );
  });
});

function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}
