import { describe, expect, test } from 'vitest';

import { justify, neighbour, type Sheet } from './justify';

const LAPTOP = { width: 1228, gap: 16, caption: 56, title: 32 };
const PHONE = { width: 358, gap: 8, caption: 56, title: 32 };
const SHAPES = [1, 1.5, 16 / 9, 0.5625, 1, 0.75, 4 / 3, 1, 1.5, 1, 1, 16 / 9, 1, 0.5625, 1.2];
const many = Array.from({ length: 90 }, (_, number) => SHAPES[number % SHAPES.length] ?? 1);

function rowsOf({ boxes }: Sheet) {
  const rows: Sheet['boxes'][] = [];
  for (const box of boxes) (rows[box.row] ??= []).push(box);
  return rows;
}

const rightEdge = (row: Sheet['boxes']) => Math.max(...row.map(({ x, width }) => x + width));

describe.each([LAPTOP, PHONE])('a sheet that is $width pixels wide', (measures) => {
  const sheet = justify(many, 0, measures);

  test('has full rows of pictures in their proportions', () => {
    for (const row of rowsOf(sheet).slice(0, -1)) expect(rightEdge(row)).toBeCloseTo(measures.width);
    for (const [index, box] of sheet.boxes.entries()) {
      expect(box.width / (box.height - measures.caption)).toBeCloseTo(many[index] ?? 0);
    }
  });
  test('ends with a row that is not higher than the others', () => {
    for (let count = 1; count < many.length; count += 1) {
      const rows = rowsOf(justify(many.slice(0, count), 0, measures));
      const highest = Math.max(...rows.slice(0, -1).map(([box]) => box?.height ?? 0));
      if (rows.length > 1) expect(rows.at(-1)?.[0]?.height).toBeLessThanOrEqual(highest + 0.01);
    }
  });
});

test('a wider screen has more columns', () => {
  const columns = [358, 736, 1228, 1856].map((width) => {
    const sheet = justify(Array.from({ length: 60 }, () => 1), 0, { ...LAPTOP, width });
    return rowsOf(sheet)[0]?.length;
  });
  expect(columns).toEqual([2, 4, 5, 7]);
});

test('a very tall picture on a phone stays wide enough, beside a very wide one and alone', () => {
  for (const shapes of [[0.25, 4], [4, 0.25], [0.25, 4, 4]]) {
    for (const { width } of justify(shapes, 0, PHONE).boxes) expect(width).toBeGreaterThan(75);
  }
});

test('squares of the last row are as wide as the others on a phone', () => {
  const widths = justify([1, 1, 1, 1, 1], 0, PHONE).boxes.map(({ width }) => width);
  expect(widths).toEqual([175, 175, 175, 175, 175]);
});

test('an arrival changes only the topmost row', () => {
  for (let fresh = 1; fresh < 30; fresh += 7) {
    const before = justify(many, fresh, LAPTOP);
    const after = justify([1, ...many], fresh + 1, LAPTOP);
    const topRow = before.boxes.filter(({ row }) => row === 0).length;
    const moved = after.height - before.height;
    for (const [index, box] of before.boxes.entries()) {
      if (index < topRow) continue;
      expect(after.boxes[index + 1]?.x).toBeCloseTo(box.x);
      expect(after.boxes[index + 1]?.y).toBeCloseTo(box.y + moved);
    }
  }
});

test('fresh pictures and older ones have titles above them', () => {
  expect(justify([1, 1, 1], 0, PHONE)).toMatchObject({ earlier: null, boxes: [{ y: 0 }, { y: 0 }, {}] });
  expect(justify([1, 1, 1], 3, PHONE)).toMatchObject({ earlier: null, boxes: [{ y: 0 }, {}, {}] });
  const { boxes, earlier } = justify([1, 1, 1], 1, PHONE);
  expect(boxes[0]?.y).toBe(32);
  expect(earlier).toBe(32 + (boxes[0]?.height ?? 0) + PHONE.gap);
  expect(boxes[1]?.y).toBe((earlier ?? 0) + 32);
});

test('loading older pictures changes only the last row', () => {
  const before = justify(many.slice(0, 50), 0, LAPTOP);
  const after = justify(many, 0, LAPTOP);
  const last = before.boxes.at(-1)?.row ?? 0;
  for (const [index, box] of before.boxes.entries()) if (box.row < last) expect(after.boxes[index]).toEqual(box);
});

test('the neighbour above or below is the nearest one', () => {
  const sheet = justify([1, 1, 1, 1], 0, PHONE);
  expect([neighbour(sheet, 1, 1), neighbour(sheet, 2, -1), neighbour(sheet, 3, 1)]).toEqual([3, 0, 3]);
});
