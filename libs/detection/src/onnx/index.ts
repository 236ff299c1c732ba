/** The ONNX engine and compiler. Importing this door loads onnxruntime; `#detection/engines` does so only when needed. */
export { compileCenternet, openOnnxDetector, writeCompiledModel, type OnnxOptions } from './open-onnx-detector.js';
export { compileGraphModelToOnnx, type OnnxPorts } from './compile.js';
