import type { Shift } from './orientation.js';

/** Where one patch went, in cells; `from` is its centre from the picture's centre. */
export interface PatchMove {
  readonly fromX: number;
  readonly fromY: number;
  readonly moveX: number;
  readonly moveY: number;
  /** How fast its likeness falls along x, along y and across: a lane line hardly tells where along itself it went. */
  readonly curvedX: number;
  readonly curvedY: number;
  readonly cross: number;
}

/** A patch agrees with a shift that explains its move to within this, in the direction it is sure of. */
const AGREEMENT_CELLS = 0.75;

/** Least squares over the agreeing patches, until they stay the same; more rounds change nothing. */
const ROUNDS = 4;

/** A prior of no turn and no stretch, as heavy as one weak patch, keeps a fit on two patches from spinning. */
const RIGIDITY = 10;

/** A shift that this share of the patches agrees on leaves no majority for another. */
const CLEAR_SHARE = 0.6;

export interface ShiftFit {
  readonly shift: Shift;
  readonly agreeing: number;
}

/** The one shift of the whole picture that most patches agree on; null when there is none. */
export function fitShift(moves: readonly PatchMove[]): ShiftFit | null {
  const guesses = [{ xCells: 0, yCells: 0 }, ...moves.map(({ moveX, moveY }) => ({ xCells: moveX, yCells: moveY }))];
  let best: ShiftFit | null = null;
  for (const guess of guesses) {
    let shift: Shift = { ...guess, turn: 0, stretch: 0 };
    let agreeing = agreeingWith(shift, moves, 2 * AGREEMENT_CELLS);
    for (let round = 0; round < ROUNDS && agreeing.length > 0; round++) {
      shift = leastSquares(agreeing);
      agreeing = agreeingWith(shift, moves, AGREEMENT_CELLS);
    }
    if (agreeing.length > (best?.agreeing ?? 0)) best = { shift, agreeing: agreeing.length };
    if (best && best.agreeing >= CLEAR_SHARE * moves.length) return best;
  }
  return best;
}

function agreeingWith(shift: Shift, moves: readonly PatchMove[], toleranceCells: number): PatchMove[] {
  return moves.filter((move) => {
    const { byX, byY } = shiftAt(shift, move.fromX, move.fromY);
    const x = move.moveX - byX;
    const y = move.moveY - byY;
    const sure = Math.max(move.curvedX, move.curvedY);
    const cost = move.curvedX * x * x + move.curvedY * y * y - 2 * move.cross * x * y;
    return sure > 0 && cost / sure <= toleranceCells * toleranceCells;
  });
}

/** How far a shift moves a point, in cells; the point is given from the picture's centre. */
export function shiftAt({ xCells, yCells, turn, stretch }: Shift, fromX: number, fromY: number) {
  return { byX: xCells + stretch * fromX - turn * fromY, byY: yCells + turn * fromX + stretch * fromY };
}

/** Solves the normal equations for (x, y, turn, stretch), each patch weighted by how sure it is in each direction. */
function leastSquares(moves: readonly PatchMove[]): Shift {
  const matrix = Array.from({ length: 4 }, () => new Float64Array(5));
  for (const { fromX, fromY, moveX, moveY, curvedX, curvedY, cross } of moves) {
    const alongX = [1, 0, -fromY, fromX];
    const alongY = [0, 1, fromX, fromY];
    for (let i = 0; i < 4; i++) {
      const [rowX = 0, rowY = 0] = [alongX[i], alongY[i]];
      const weightX = curvedX * rowX - cross * rowY;
      const weightY = curvedY * rowY - cross * rowX;
      const row = matrix[i];
      if (!row) continue;
      for (let j = 0; j < 4; j++) row[j] = (row[j] ?? 0) + weightX * (alongX[j] ?? 0) + weightY * (alongY[j] ?? 0);
      row[4] = (row[4] ?? 0) + weightX * moveX + weightY * moveY;
    }
  }
  for (let i = 0; i < 4; i++) {
    const row = matrix[i];
    if (row) row[i] = (row[i] ?? 0) + (i < 2 ? 1e-6 : RIGIDITY);
  }
  const [xCells = 0, yCells = 0, turn = 0, stretch = 0] = solve(matrix);
  return { xCells, yCells, turn, stretch };
}

/** Gauss and Jordan on a small, positive matrix with its right-hand side in the last column; destroys it. */
function solve(matrix: readonly Float64Array[]): number[] {
  for (const [i, pivotRow] of matrix.entries()) {
    const pivot = pivotRow[i] ?? 1;
    for (let j = i; j < pivotRow.length; j++) pivotRow[j] = (pivotRow[j] ?? 0) / pivot;
    for (const row of matrix) {
      if (row === pivotRow) continue;
      const factor = row[i] ?? 0;
      for (let j = i; j < row.length; j++) row[j] = (row[j] ?? 0) - factor * (pivotRow[j] ?? 0);
    }
  }
  return matrix.map((row) => row[row.length - 1] ?? 0);
}
