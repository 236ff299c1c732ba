import { DetectorError } from '../detector.js';
import { CENTERNET_TENSORS } from '../graph-model/vehicle-graph.js';
import type { HeatChannels } from '../network/centernet.js';
import { centernetReading } from '../network/centernet-reading.js';
import { COCO_CLASSES, COCO_VEHICLES } from '../network/coco.js';
import { planKeepingShape, planLetterboxed, type InputPlan, type SizePx } from '../network/input-plan.js';
import type { NetworkReading } from '../network/network-detector.js';
import { decodeYolox, YOLOX_COLUMNS, yoloxRows } from '../network/yolox.js';
import type { OnnxNetwork, OnnxOutputs, OnnxTensorShape } from './onnx-network.js';

export interface ReadingOptions {
  readonly longSidePx: number;
  readonly scoreMin: number;
  /** The heat map's channels, when the model was compiled here for some of the classes only. */
  readonly channels?: HeatChannels;
}

/** Finds out, from its inputs and outputs, which family of networks a model is of, and so how to read it. */
export function readingOf(network: OnnxNetwork, options: ReadingOptions): NetworkReading<OnnxOutputs> {
  const side = fixedInput(network);
  const names = network.outputs.map(({ name }) => name);
  if (names.includes(CENTERNET_TENSORS.heat) && names.includes(CENTERNET_TENSORS.reach)) {
    return centernetOnnxReading(network, options);
  }
  const [rows, ...others] = network.outputs;
  if (rows && others.length === 0 && rows.shape.length === 3 && rows.shape[2] === YOLOX_COLUMNS) {
    return yoloxReading({ rows, side, label: network.label, ...options });
  }
  throw new DetectorError(
    `${network.label} answers ${network.outputs.map(describe).join(' and ')}, which is no known family of detectors. ` +
      `Known are CenterNet (outputs "${CENTERNET_TENSORS.heat}" and "${CENTERNET_TENSORS.reach}") and YOLOX (one output ` +
      `1xNx${YOLOX_COLUMNS}: raw grids for COCO's ${COCO_CLASSES} classes). Export the network in one of these forms.`,
  );
}

/** The size the model insists on, or undefined when it takes any. */
function fixedInput({ input, label }: OnnxNetwork): SizePx | undefined {
  const [, channels, height, width] = input.shape;
  if (input.shape.length !== 4 || channels !== 3) {
    throw new DetectorError(
      `${label} wants its picture as ${describe(input)}; three colour planes, 1x3xheightxwidth (NCHW), are what it is ` +
        'given. Export the network again with channels first.',
    );
  }
  if (typeof height !== 'number' || typeof width !== 'number' || height <= 0 || width <= 0) return undefined;
  return { widthPx: width, heightPx: height };
}

function centernetOnnxReading(network: OnnxNetwork, options: ReadingOptions): NetworkReading<OnnxOutputs> {
  const heat = network.outputs.find(({ name }) => name === CENTERNET_TENSORS.heat);
  const expected = options.channels?.size ?? COCO_CLASSES;
  if (heat?.shape[1] !== expected) {
    throw new DetectorError(`${network.label} answers ${heat && describe(heat)}; expected ${expected} classes in it.`);
  }
  const reading = centernetReading({ ...options, layout: 'nchw', channels: options.channels ?? COCO_VEHICLES });
  return {
    ...reading,
    decode: (outputs, plan) =>
      reading.decode(
        {
          layout: 'nchw',
          heat: outputNamed(outputs, CENTERNET_TENSORS.heat),
          reach: outputNamed(outputs, CENTERNET_TENSORS.reach),
        },
        plan,
      ),
  };
}

interface YoloxModel extends ReadingOptions {
  readonly rows: OnnxTensorShape;
  readonly side: SizePx | undefined;
  readonly label: string;
}

function yoloxReading({ rows, side, label, longSidePx, scoreMin }: YoloxModel): NetworkReading<OnnxOutputs> {
  if (side && typeof rows.shape[1] === 'number' && rows.shape[1] !== yoloxRows(side)) {
    throw new DetectorError(
      `${label} answers ${describe(rows)}, but a YOLOX of ${side.widthPx}x${side.heightPx} has ${yoloxRows(side)} rows. ` +
        'Export it without decoding (strides 8, 16 and 32).',
    );
  }
  return {
    takesParts: false,
    // YOLOX is trained on pictures as OpenCV reads them, with grey 114 around them.
    format: { layout: 'nchw', order: 'bgr', padding: 114 },
    planFor: (picture): InputPlan => planLetterboxed(picture, side ?? planKeepingShape(picture, longSidePx).input),
    decode: (outputs, plan) => decodeYolox(outputNamed(outputs, rows.name), plan, scoreMin),
  };
}

function outputNamed(outputs: OnnxOutputs, name: string): Float32Array {
  const values = outputs[name];
  if (!values) throw new DetectorError(`The model did not answer its output "${name}".`);
  return values;
}

function describe({ name, shape }: OnnxTensorShape): string {
  return `"${name}" ${shape.map((side) => side || '?').join('x')}`;
}
