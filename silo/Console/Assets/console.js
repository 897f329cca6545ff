// What only a browser can do. Every page works without it.

// In the VM lab the arrow keys step back and forward.
document.addEventListener('keydown', event => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.target.closest?.('input, select, textarea, [role=region]'))
    return;

  const rel = { ArrowLeft: 'prev', ArrowRight: 'next' }[event.key];
  document.querySelector(`nav.steps a[rel=${rel ?? 'none'}]`)?.click();
});

// Where a page was scrolled to stays while one goes from step to step.
const key = 's2grid-scroll';
document.querySelector('nav.steps')?.addEventListener('click', event => {
  if (event.target.closest('a'))
    sessionStorage.setItem(key, window.scrollY);
});
const scrolled = sessionStorage.getItem(key);
sessionStorage.removeItem(key);
if (scrolled && document.querySelector('nav.steps'))
  window.scrollTo(0, Number(scrolled));

// A sweep that runs tells how far it is; what it came to is read anew when it comes to rest. Where the silo is gone, the page says so, and
// asks again: the address may lead to another silo by then.
const watched = document.querySelector('[data-watch]');
if (watched?.dataset.watch) {
  const events = new EventSource(watched.dataset.watch);
  const text = watched.querySelector('[data-progress]');
  events.onmessage = event => {
    const bar = event.data.indexOf('|');
    text.textContent = event.data.slice(bar + 1);
    watched.querySelector('rect').setAttribute('width', event.data.slice(0, bar));
    watched.classList.remove('lost');
  };
  events.addEventListener('rest', () => {
    events.close();
    location.reload();
  });
  events.onerror = () => {
    if (!watched.classList.contains('lost'))
      text.textContent += ' · the silo does not answer now; asking again';
    watched.classList.add('lost');
  };
}

// Columns of tables sort by a click on their title: numbers by size, words by letters.
for (const table of document.querySelectorAll('table[data-sortable]')) {
  const titles = [...table.tHead.rows[0].cells];
  titles.forEach((title, column) => {
    const button = document.createElement('button');
    button.className = 'sort';
    button.textContent = title.textContent || '·';
    title.replaceChildren(button);
    button.addEventListener('click', () => {
      const down = title.getAttribute('aria-sort') === 'ascending';
      titles.forEach(other => other.removeAttribute('aria-sort'));
      title.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const value = row => row.cells[column].textContent.trim();
      const number = text => Number.parseFloat(text.replaceAll(',', ''));
      const rows = [...table.tBodies[0].rows].sort((a, b) => {
        const [x, y] = [value(a), value(b)];
        const by = number(x) - number(y);
        return Number.isNaN(by) ? x.localeCompare(y) : by;
      });
      table.tBodies[0].append(...(down ? rows.reverse() : rows));
    });
  });
}

// A sweep is checked while it is written: the same form, sent half a second after the last key; only what it says is put in. What a form of
// axes asks for stands in the address, too.
const draft = document.querySelector('form[data-check]');
if (draft) {
  let timer = 0;
  let latest = 0;
  const send = () => {
    const fields = new URLSearchParams([...new FormData(draft)].filter(([, value]) => value));
    if (draft.method === 'post')
      return fetch(draft.dataset.check, { method: 'POST', body: fields });

    const address = `${draft.dataset.check}?${fields}`;
    history.replaceState(null, '', address);
    return fetch(address);
  };
  draft.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const number = ++latest;
      const answer = await send();
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const checked = page.getElementById('checked');
      if (number !== latest || !checked)
        return;

      document.getElementById('checked').replaceChildren(...checked.childNodes);
      for (const field of draft.querySelectorAll('input:not([type]), textarea')) {
        const wrong = page.querySelector(`form[data-check] [name="${field.name}"][aria-invalid]:not([type=checkbox])`) !== null;
        if (wrong)
          field.setAttribute('aria-invalid', 'true');
        else
          field.removeAttribute('aria-invalid');
      }
    }, 500);
  });

  // A click on an error leads to its line.
  const { text } = draft.elements;
  if (text) {
    document.getElementById('checked').addEventListener('click', event => {
      const line = Number(event.target.closest('[data-line]')?.dataset.line);
      if (!line)
        return;

      const lines = text.value.split('\n');
      const start = lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
      text.focus();
      text.setSelectionRange(start, start + lines[line - 1].length);
    });
  }
}
