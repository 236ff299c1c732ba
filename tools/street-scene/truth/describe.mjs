import { describeCamera, pinhole, swayAt } from './camera.mjs';
import { motLine, outlinesAt } from './outlines.mjs';
import { judgeStops } from './stops.mjs';

/** Camera file, truth file and boxes of a planned scenario; `outlines[i]` are vehicle i's hull points. */
export function describeTruth(scenario, outlines) {
  const { name, fps, startTime, pole, durationSeconds } = scenario;
  const camera = describeCamera(scenario);
  const { events, distractors } = judgeStops(scenario);
  const truth = {
    name,
    fps,
    size: pole.size,
    duration: durationSeconds,
    startTime,
    zones: camera.zones,
    calibration: camera.calibration,
    parameters: scenario.parameters,
    events,
    distractors,
    faults: [],
  };
  return { camera, truth, mot: boxes(scenario, outlines) };
}

function boxes({ pole, sway, fps, durationSeconds, vehicles }, outlines) {
  const lines = [];
  for (let frame = 0; frame < Math.round(durationSeconds * fps); frame += 1) {
    const camera = pinhole(pole, swayAt(sway, frame / fps));
    const bodies = vehicles.flatMap(({ number, spec, drive }, i) => {
      const pose = drive.at(frame / fps);
      return pose ? [{ id: number, motClass: spec.motClass, pose, points: outlines[i] }] : [];
    });
    lines.push(...outlinesAt(camera, bodies).map((seen) => motLine(frame + 1, seen)));
  }
  return `${lines.join('\n')}\n`;
}
