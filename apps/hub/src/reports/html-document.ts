import type { Block, Column, ReportDocument, Tile } from './document.js';
import { COLORS, FONT, escaped } from './drawing/svg.js';

const STYLE = `
:root{color-scheme:light}
*{box-sizing:border-box}
body{margin:0;background:#f3f5f7;color:${COLORS.ink};font:16px/1.55 ${FONT};}
main{max-width:940px;margin:24px auto;padding:44px 48px;background:#fff;box-shadow:0 1px 4px rgb(0 0 0/.12)}
header{border-bottom:3px solid ${COLORS.curb};padding-bottom:14px;margin-bottom:22px}
h1{font-size:30px;line-height:1.2;margin:0}
header p{margin:6px 0 0;color:${COLORS.muted};font-size:18px}
h2{font-size:20px;margin:36px 0 8px;break-after:avoid}
p{margin:8px 0}
.lead p{font-size:18px;margin:6px 0;max-width:46em}
.notice{border-left:4px solid ${COLORS.hazard};background:${COLORS.hazardPale};padding:10px 14px;margin:16px 0}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(165px,1fr));gap:14px;margin:22px 0}
.tile{border:1px solid ${COLORS.rule};border-radius:6px;padding:12px 14px;break-inside:avoid}
.tile b{display:block;font-size:27px;line-height:1.2;font-weight:600}
.tile span{display:block}
.tile small{display:block;color:${COLORS.muted};font-size:13px;line-height:1.4;margin-top:4px}
figure{margin:14px 0 20px;break-inside:avoid}
figure svg{width:100%;height:auto;display:block}
.narrow{display:none}
figcaption{color:${COLORS.muted};font-size:14px;margin-bottom:6px}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:14px;font-variant-numeric:tabular-nums;margin:10px 0}
th{font-weight:600;color:${COLORS.muted};vertical-align:bottom;border-bottom:2px solid ${COLORS.rule}}
th,td{padding:5px 8px;text-align:right}
td{border-bottom:1px solid ${COLORS.rule};white-space:nowrap}
th.left,td.left{text-align:left;white-space:normal}
thead{display:table-header-group}
tr{break-inside:avoid}
.notes{border-top:1px solid ${COLORS.rule};margin-top:40px;color:${COLORS.muted};font-size:13px}
.notes h2{font-size:15px;margin-top:16px;color:${COLORS.ink}}
footer{margin-top:24px;color:${COLORS.muted};font-size:13px}
@media screen and (max-width:640px){
main{margin:0;padding:24px 18px}
.wide{display:none}
.narrow{display:block}
.scroll{background:linear-gradient(90deg,#fff 30%,transparent) 0 0/40px 100% local no-repeat,linear-gradient(270deg,#fff 30%,transparent) 100% 0/40px 100% local no-repeat,linear-gradient(90deg,rgb(0 0 0/.22),transparent) 0 0/12px 100% scroll no-repeat,linear-gradient(270deg,rgb(0 0 0/.22),transparent) 100% 0/12px 100% scroll no-repeat}
.many thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.many table,.many tbody{display:block}
.many tr{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:2px 12px;padding:10px 0;border-bottom:1px solid ${COLORS.rule}}
.many td{border:0;padding:0;text-align:left;white-space:normal}
.many td:first-child{grid-column:1/-1;font-weight:600;font-size:15px}
.many td:not(:first-child)::before{content:attr(data-label);display:block;color:${COLORS.muted};font-size:12px;line-height:1.3}
}
@page{size:A4;margin:16mm 15mm}
@media print{body{background:#fff;font-size:11pt}main{box-shadow:none;margin:0;padding:0;max-width:none}.lead p{font-size:12.5pt;max-width:none}.tiles{grid-template-columns:repeat(4,1fr)}table{font-size:9pt}th,td{padding:4px 6px}p,li{orphans:3;widows:3}}`;

/** A table with more columns does not fit a phone: there each row stands as a block of named figures. */
const COLUMNS_BESIDE_MAX = 4;

/** A page that needs nothing but itself: no script, no font, no picture from elsewhere. */
export function htmlDocument({ title, subtitle, footer, blocks }: ReportDocument): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escaped(title)} – ${escaped(subtitle)}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    '<main>',
    `<header><h1>${escaped(title)}</h1><p>${escaped(subtitle)}</p></header>`,
    ...blocks.map(htmlBlock),
    `<footer>${escaped(footer)}</footer>`,
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function htmlBlock(block: Block): string {
  switch (block.type) {
    case 'heading':
      return `<h2>${escaped(block.words)}</h2>`;
    case 'paragraph':
      return `<p>${escaped(block.words)}</p>`;
    case 'lead':
      return `<div class="lead">${block.sentences.map((words) => `<p>${escaped(words)}</p>`).join('')}</div>`;
    case 'notice':
      return `<p class="notice">${escaped(block.words)}</p>`;
    case 'tiles':
      return `<div class="tiles">${block.tiles.map(htmlTile).join('')}</div>`;
    case 'drawing':
      return `<figure><figcaption>${escaped(block.caption)}</figcaption><div class="wide">${block.svg}</div><div class="narrow">${block.narrow}</div></figure>`;
    case 'table':
      return htmlTable(block.columns, block.rows);
    case 'notes':
      return `<section class="notes"><h2>${escaped(block.words)}</h2>${block.items.map((words) => `<p>${escaped(words)}</p>`).join('')}</section>`;
  }
}

function htmlTile({ figure, words, beside }: Tile): string {
  const small = beside === '' ? '' : `<small>${escaped(beside)}</small>`;
  return `<div class="tile"><b>${escaped(figure)}</b><span>${escaped(words)}</span>${small}</div>`;
}

function htmlTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const isMany = columns.length > COLUMNS_BESIDE_MAX;
  // Whatever a style sheet makes of them, they stay a table to who hears it.
  const role = (name: string) => (isMany ? ` role="${name}"` : '');
  const cells = (tag: 'th' | 'td', words: readonly string[]) =>
    words
      .map((cell, index) => {
        const left = columns[index]?.align === 'left' ? ' class="left"' : '';
        const own =
          tag === 'th'
            ? ` scope="col"${role('columnheader')}`
            : `${role('cell')}${isMany ? ` data-label="${escaped(columns[index]?.words ?? '')}"` : ''}`;
        return `<${tag}${own}${left}>${escaped(cell)}</${tag}>`;
      })
      .join('');
  const head = cells(
    'th',
    columns.map(({ words }) => words),
  );
  const body = rows.map((row) => `<tr${role('row')}>${cells('td', row)}</tr>`).join('\n');
  const group = role('rowgroup');
  return [
    `<div class="${isMany ? 'many' : 'scroll'}"><table${role('table')}>`,
    `<thead${group}><tr${role('row')}>${head}</tr></thead><tbody${group}>\n${body}\n</tbody></table></div>`,
  ].join('');
}
