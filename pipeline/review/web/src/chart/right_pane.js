import { html } from '../html.js';
import { t } from '../strings.js';
import { Button, Empty, Key } from '../ui.js';
import { CodeCard } from './code_card.js';
import { bySection, otherCandidates, unreadBoxes } from './lists.js';
import { finalCodes } from './optimistic.js';
import { OrderTab, UnreadTab, WithheldTab } from './tabs.js';
import { TalkTab } from './talk.js';

const TABS = [
  ['codes', 'lists.codesTab', (chart) => chart.left.undecided],
  ['order', 'lists.orderTab', (chart) => finalCodes(chart).length],
  ['withheld', 'lists.withheldTab', (chart) => chart.withheld.length],
  ['unread', 'lists.unreadTab', (chart) => unreadBoxes(chart).filter((u) => !u.answer).length],
  ['talk', 'lists.talkTab', (chart) => chart.notes.length + chart.queries.length],
];

function Tabs({ chart, desk }) {
  const walkTabs = (e) => {
    const by = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0;
    if (!by) return;
    e.preventDefault();
    const at = TABS.findIndex(([id]) => id === desk.tab);
    const [to] = TABS[(at + by + TABS.length) % TABS.length];
    desk.openTab(to);
    document.getElementById('tab-' + to).focus();
  };
  return html`<div role="tablist" aria-label=${t.tabs.name} class="tabs" onKeyDown=${walkTabs}>
    ${TABS.map(([id, key, count]) => {
      const n = count(chart);
      const urgent = (id === 'unread' || id === 'codes') && n > 0;
      return html`<button type="button" role="tab" id=${'tab-' + id} aria-selected=${desk.tab === id} aria-controls="tab-room"
        tabindex=${desk.tab === id ? 0 : -1} onClick=${() => desk.openTab(id)}>
        ${t.tabs[id]} ${n > 0 && html`<span class=${urgent ? 'count urgent' : 'count'}>${n}</span>`} ${id !== 'codes' && html`<${Key} of=${key} />`}
      </button>`;
    })}
  </div>`;
}

function Codes({ chart, desk, crop }) {
  const card = (
    c,
  ) => html`<${CodeCard} key=${c.key} chart=${chart} code=${c} selected=${c.key === desk.selected} place=${c.key === desk.selected ? desk.place : 0} crop=${crop}
    onSelect=${() => desk.select(c.key)} onPlace=${(place) => desk.select(c.key, { place })} canAct=${desk.canAct} act=${(what) => desk.run['codes.' + what]()}
      pickAlternative=${desk.pickAlternative} />`;
  const groups = bySection(chart);
  const others = otherCandidates(chart);
  return html`
    ${groups.length === 0 && html`<${Empty}><p class="strong">${t.codes.nothing}</p><p>${t.codes.nothingHint}</p><//>`}
    ${groups.map(({ section, codes }) => html`<section
      key=${section}><h2 class="section">${t.section(section)}</h2><ul class="codes">${codes.map(card)}</ul></section>`)}
    ${
      others.length > 0 &&
      html`<section class="others">
      <${Button} kind="quiet" keyOf="codes.more" aria-expanded=${desk.more}
        onClick=${desk.run['codes.more']}>${desk.more ? t.codes.fewer : t.codes.more(others.length)}<//>
      ${desk.more && html`<ul class="codes">${others.map(card)}</ul>`}
    </section>`
    }`;
}

export function RightPane({ chart, desk, crop }) {
  const orderAct = (what) => desk.run[(what in { details: 1, clear: 1 } ? 'codes.' : 'order.') + what]();
  return html`<${Tabs} chart=${chart} desk=${desk} />
    <div id="tab-room" role="tabpanel" aria-labelledby=${'tab-' + desk.tab} class="tab-room" tabindex="-1">
      ${desk.tab === 'codes' && html`<${Codes} chart=${chart} desk=${desk} crop=${crop} />`}
      ${desk.tab === 'order' && html`<${OrderTab} chart=${chart} selected=${desk.selected} select=${desk.select} canAct=${desk.canAct} act=${orderAct} />`}
      ${desk.tab === 'withheld' && html`<${WithheldTab} chart=${chart} selected=${desk.selected} select=${desk.select} canAct=${desk.canAct}
        recover=${desk.recover} crop=${crop} />`}
      ${desk.tab === 'unread' && html`<${UnreadTab} chart=${chart} selected=${desk.selected} select=${desk.select} canAct=${desk.canAct}
        transcribe=${desk.transcribe} dismiss=${desk.dismiss} input=${desk.unreadInput} crop=${crop} />`}
      ${desk.tab === 'talk' && html`<${TalkTab} chart=${chart} act=${desk.send} canAct=${desk.canAct} />`}
    </div>
    <div class="foot-bar"><${Button} keyOf="codes.add" onClick=${desk.run['codes.add']} disabled=${!desk.canAct}>${t.codes.add}<//>
      <span class="faint">${t.codes.keys}</span></div>`;
}
