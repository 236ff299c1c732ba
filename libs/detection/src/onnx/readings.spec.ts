import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DetectorError } from '../detector.js';
import { openOnnxDetector } from './open-onnx-detector.js';
import { writeOnnx, type OnnxPort } from './onnx-writer.js';

const yoloxPath = '../shared/models/yolox_nano_416.onnx';

describe('an ONNX model of the city', () => {
  let directory: string;
  beforeAll(async () => void (directory = await mkdtemp(join(tmpdir(), 'kerbline-'))));
  afterAll(() => rm(directory, { recursive: true }));

  const opening = async (bytes: Uint8Array | string) => {
    const modelPath = join(directory, 'city.onnx');
    await writeFile(modelPath, bytes);
    return openOnnxDetector({ modelPath, longSidePx: 64, scoreMin: 0.3 });
  };

  it('is refused with its path when it is no model', async () => {
    await expect(opening('<html>404</html>')).rejects.toThrow(/city\.onnx cannot be loaded as an ONNX model/);
    await expect(opening('<html>404</html>')).rejects.toBeInstanceOf(DetectorError);
  });

  it('is refused with its path when it is not there', async () => {
    const absent = openOnnxDetector({ modelPath: 'absent.onnx', longSidePx: 64, scoreMin: 0.3 });
    await expect(absent).rejects.toThrow('absent.onnx');
  });

  it('is refused with its outputs when no family of detectors answers so', async () => {
    const shapes = port('images', [1, 3, 64, 64]);
    await expect(opening(passing(shapes, port('logits', [1, 3, 64, 64])))).rejects.toThrow(
      /answers "logits" 1x3x64x64, which is no known family.*CenterNet.*YOLOX/,
    );
  });

  it('is refused with its input when that has channels last', async () => {
    const shape = [1, 64, 64, 3];
    await expect(opening(passing(port('images', shape), port('output', shape)))).rejects.toThrow(
      /wants its picture as "images" 1x64x64x3.*channels first/,
    );
  });

  it('is refused as a YOLOX when its rows do not fit its input', async () => {
    const model = constantly(port('images', [1, 3, 64, 64]), port('output', [1, 83, 85]));
    await expect(opening(model)).rejects.toThrow(/"output" 1x83x85, but a YOLOX of 64x64 has 84 rows/);
  });

  it('is read as a YOLOX when it answers 85 columns for as many rows as its grids have', async () => {
    const detector = await opening(constantly(port('images', [1, 3, 64, 64]), port('output', [1, 84, 85])));
    expect(await detector.detect({ widthPx: 64, heightPx: 48, rgb: new Uint8Array(64 * 48 * 3) })).toEqual([]);
    await detector.dispose();
  });

  it('finds cars on a photograph with a real YOLOX', async (ctx) => {
    const photoPath = '../shared/images/coco_vehicles/images/000000017627.jpg';
    if (!existsSync(yoloxPath) || !existsSync(photoPath)) return ctx.skip('not here');
    const { data, info } = await sharp(photoPath).raw().toBuffer({ resolveWithObject: true });
    const detector = await openOnnxDetector({ modelPath: yoloxPath, longSidePx: 416, scoreMin: 0.4 });
    const found = await detector.detect({ widthPx: info.width, heightPx: info.height, rgb: new Uint8Array(data) });
    await detector.dispose();
    expect(found.filter(({ type }) => type === 'car').length).toBeGreaterThanOrEqual(3);
  });
});

function port(name: string, shape: readonly number[]): OnnxPort {
  return { name, shape };
}

/** A model that answers its input. */
function passing(input: OnnxPort, output: OnnxPort): Uint8Array {
  const nodes = [{ op: 'Identity', inputs: [input.name], output: output.name }];
  return writeOnnx({ name: 'passing', inputs: [input], outputs: [output], nodes, constants: [] });
}

/** A model that always answers zeros of the given shape. */
function constantly(input: OnnxPort, output: OnnxPort): Uint8Array {
  const shape = output.shape.map(Number);
  const values = new Float32Array(shape.reduce((product, side) => product * side, 1));
  const nodes = [{ op: 'Identity', inputs: ['zeros'], output: output.name }];
  const constants = [{ name: 'zeros', shape, values }];
  return writeOnnx({ name: 'constant', inputs: [input], outputs: [output], nodes, constants });
}
