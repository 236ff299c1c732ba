/** Speed along a path as a function of time. Metres, seconds, metres per second throughout. */

/** A change of speed that starts and ends gently: speed follows smoothstep, so the jerk at both ends stays finite. */
export function speedChange(fromMps, toMps, accelMax) {
  const seconds = (1.5 * Math.abs(toMps - fromMps)) / accelMax;
  const delta = toMps - fromMps;
  return {
    seconds,
    metres: ((fromMps + toMps) / 2) * seconds,
    at(t) {
      const u = seconds === 0 ? 1 : Math.min(Math.max(t / seconds, 0), 1);
      return {
        speed: fromMps + delta * (3 * u * u - 2 * u * u * u),
        metres: seconds * (fromMps * u + delta * (u ** 3 - u ** 4 / 2)),
        accel: seconds === 0 ? 0 : (delta * 6 * (u - u * u)) / seconds,
      };
    },
  };
}

/**
 * Drives `lengthM` from the entry speed to the exit speed: speed up to the cruise speed, hold it, brake. Where the
 * length is too short for that, the cruise speed gives way, not the comfort.
 */
export function travel(lengthM, { entryMps, cruiseMps, exitMps, accelMax = 2.2, brakeMax = 2.8 }) {
  const plan = (cruise) => {
    const rise = speedChange(entryMps, cruise, cruise >= entryMps ? accelMax : brakeMax);
    const fall = speedChange(cruise, exitMps, exitMps >= cruise ? accelMax : brakeMax);
    return { rise, fall, cruise, spareM: lengthM - rise.metres - fall.metres };
  };
  let best = plan(cruiseMps);
  if (best.spareM < 0) {
    let low = 0.2;
    let high = cruiseMps;
    for (let step = 0; step < 50; step += 1) {
      const middle = (low + high) / 2;
      if (plan(middle).spareM < 0) high = middle;
      else low = middle;
    }
    best = plan(low);
  }
  if (best.spareM < -1e-6) {
    throw new RangeError(`no way from ${entryMps} to ${exitMps} m/s within ${lengthM.toFixed(1)} m`);
  }
  const { rise, fall, cruise, spareM } = best;
  const holdSeconds = Math.max(spareM, 0) / cruise;
  return {
    seconds: rise.seconds + holdSeconds + fall.seconds,
    at(t) {
      if (t < rise.seconds) return rise.at(t);
      const held = t - rise.seconds;
      if (held < holdSeconds) return { speed: cruise, metres: rise.metres + cruise * held, accel: 0 };
      const end = fall.at(held - holdSeconds);
      return { ...end, metres: rise.metres + Math.max(spareM, 0) + end.metres };
    },
  };
}
