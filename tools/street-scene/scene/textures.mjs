import * as THREE from 'three';
import { seededRandom } from '../random.mjs';

/** A canvas painted once and used as a texture. */
export function painted(width, height, paint, { repeat, colour = true } = {}) {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  paint(canvas.getContext('2d'), width, height);
  const texture = new THREE.CanvasTexture(canvas);
  if (colour) texture.colorSpace = THREE.SRGBColorSpace;
  texture.anisotropy = 8;
  if (repeat) {
    texture.wrapS = THREE.RepeatWrapping;
    texture.wrapT = THREE.RepeatWrapping;
    texture.repeat.set(...repeat);
  }
  return texture;
}

/** Fine grain: every pixel shifted in brightness by up to `amount`. */
export function grain(pen, width, height, { amount, seed }) {
  const random = seededRandom(seed);
  const image = pen.getImageData(0, 0, width, height);
  for (let i = 0; i < image.data.length; i += 4) {
    const shift = (random.next() + random.next() - 1) * amount;
    for (let channel = 0; channel < 3; channel += 1) image.data[i + channel] += shift;
  }
  pen.putImageData(image, 0, 0);
}

/** Soft blotches that wrap round the edges, so that the texture can repeat. */
export function blotches(pen, width, height, { count, seed, sizePx, tone }) {
  const random = seededRandom(seed);
  for (let i = 0; i < count; i += 1) {
    const r = random.between(...sizePx);
    const x = random.next() * width;
    const y = random.next() * height;
    const [r0, g0, b0] = random.pick(tone);
    for (const dx of [-width, 0, width]) {
      for (const dy of [-height, 0, height]) {
        const glow = pen.createRadialGradient(x + dx, y + dy, 0, x + dx, y + dy, r);
        glow.addColorStop(0, `rgba(${r0},${g0},${b0},0.16)`);
        glow.addColorStop(1, `rgba(${r0},${g0},${b0},0)`);
        pen.fillStyle = glow;
        pen.fillRect(x + dx - r, y + dy - r, 2 * r, 2 * r);
      }
    }
  }
}

export function asphalt(repeat) {
  return painted(
    1024,
    1024,
    (pen, w, h) => {
      pen.fillStyle = '#8c8b89';
      pen.fillRect(0, 0, w, h);
      blotches(pen, w, h, {
        count: 70,
        seed: 11,
        sizePx: [60, 260],
        tone: [
          [40, 40, 44],
          [150, 148, 142],
          [70, 70, 74],
        ],
      });
      grain(pen, w, h, { amount: 46, seed: 12 });
      const random = seededRandom(13);
      for (let i = 0; i < 5200; i += 1) {
        pen.fillStyle = random.next() < 0.5 ? 'rgba(205,203,196,0.28)' : 'rgba(20,20,24,0.3)';
        pen.fillRect(random.next() * w, random.next() * h, random.between(1, 2.6), random.between(1, 2.6));
      }
    },
    { repeat },
  );
}

export function paving(repeat) {
  return painted(
    1024,
    1024,
    (pen, w, h) => {
      const random = seededRandom(21);
      const slab = w / 8;
      for (let row = 0; row < 16; row += 1) {
        for (let column = -1; column < 8; column += 1) {
          const tone = Math.floor(random.between(172, 198));
          pen.fillStyle = `rgb(${tone},${tone - 4},${tone - 12})`;
          pen.fillRect(column * slab + (row % 2) * (slab / 2), (row * slab) / 2, slab, slab / 2);
        }
      }
      blotches(pen, w, h, {
        count: 50,
        seed: 22,
        sizePx: [40, 200],
        tone: [
          [90, 86, 80],
          [225, 222, 214],
        ],
      });
      grain(pen, w, h, { amount: 26, seed: 23 });
      pen.strokeStyle = 'rgba(70,66,60,0.55)';
      pen.lineWidth = 2.5;
      for (let row = 0; row < 16; row += 1) {
        pen.strokeRect(-2, (row * slab) / 2, w + 4, slab / 2);
        for (let column = 0; column < 8; column += 1) {
          pen.strokeRect(column * slab + (row % 2) * (slab / 2), (row * slab) / 2, slab, slab / 2);
        }
      }
    },
    { repeat },
  );
}

/** Wall surfaces: fair-faced brick or rendered plaster, both tinted by the material's colour. */
export function wall(kind, repeat) {
  return painted(
    512,
    512,
    (pen, w, h) => {
      const random = seededRandom(kind === 'brick' ? 31 : 32);
      pen.fillStyle = kind === 'brick' ? '#b9b2a8' : '#e6e3dd';
      pen.fillRect(0, 0, w, h);
      if (kind === 'brick') {
        for (let row = 0; row < 32; row += 1) {
          for (let column = -1; column < 11; column += 1) {
            const tone = Math.floor(random.between(176, 240));
            pen.fillStyle = `rgb(${tone},${tone - 8},${tone - 14})`;
            pen.fillRect(column * 48 + (row % 2) * 24 + 1.5, row * 16 + 1.5, 45, 13);
          }
        }
      }
      blotches(pen, w, h, {
        count: kind === 'brick' ? 40 : 12,
        seed: 33,
        sizePx: [40, 170],
        tone: [
          [110, 104, 96],
          [245, 240, 232],
        ],
      });
      grain(pen, w, h, { amount: 18, seed: 34 });
    },
    { repeat },
  );
}

/** A spray of leaves with a transparent ground. */
export function leaves() {
  return painted(256, 256, (pen) => {
    const random = seededRandom(41);
    for (let i = 0; i < 120; i += 1) {
      const angle = random.next() * Math.PI * 2;
      const r = Math.sqrt(random.next()) * 104;
      pen.save();
      pen.translate(128 + Math.cos(angle) * r, 128 + Math.sin(angle) * r);
      pen.rotate(random.next() * Math.PI * 2);
      const light = random.between(0.62, 1);
      pen.fillStyle = `rgb(${150 * light},${190 * light},${96 * light})`;
      pen.beginPath();
      pen.ellipse(0, 0, random.between(12, 19), random.between(6, 9), 0, 0, Math.PI * 2);
      pen.fill();
      pen.restore();
    }
  });
}

/** White text on a coloured ground. */
export function lettering(
  text,
  { ground, ink = '#f6f2e8', width = 512, height = 80, font = '600 50px Georgia, serif' },
) {
  return painted(width, height, (pen, w, h) => {
    pen.fillStyle = ground;
    pen.fillRect(0, 0, w, h);
    pen.fillStyle = ink;
    pen.font = font;
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    pen.fillText(text, w / 2, h / 2 + 3, w - 24);
  });
}
