'use strict';
// Draws the pictures of the page's data, fills their tables, and sorts and filters the verdicts.
(() => {
  const pictures = JSON.parse(document.getElementById('data').textContent);
  // The verdict table knows each strategy's family, and its role if it has one.
  const strategies = new Map([...document.querySelectorAll('#verdict-table tbody tr')]
    .map(line => [line.cells[0].dataset.sort, {family: line.dataset.family, role: line.className}]));
  const GLYPHS = {recommended: '★ ', naive: '▲ ', floor: '○ '};
  const SHAPES = ['circle', 'diamond', 'triangle', 'rect'];
  const DASHES = ['solid', [8, 4], [2, 3], [10, 3, 2, 3]];
  const FAMILIES = ['floor', 'fresh', 'reused', 'wheel', 'peer', 'decorator', 'custom'];
  const hidden = {family: new Set(), jvm: new Set()};
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();

  // What each column is in its picture: columns become their names, and encode tells the place of each role, -1 for none.
  pictures.forEach(picture => {
    const roles = Object.values(picture.columns);
    picture.columns = Object.keys(picture.columns);
    picture.encode = {facets: roles.flatMap((role, i) => role === 'facet' ? [i] : [])};
    ['series', 'category', 'x', 'y', 'low', 'high', 'each'].forEach(role => { picture.encode[role] = roles.indexOf(role); });
  });

  // Eight marks that differ without colour: four shapes, every other one hollow.
  const mark = (i, tint) => ({symbol: SHAPES[i % 4], itemStyle: {color: (i + (i >> 2)) % 2 ? colour('card') : tint, borderColor: tint, borderWidth: 2, opacity: 1}});
  // Of a strategy without a verdict neither family nor role is known.
  const about = strategy => strategies.get(strategy) || {};
  const label = strategy => (GLYPHS[about(strategy).role] || '') + strategy;
  const tintOf = family => colour(FAMILIES.includes(family) ? family : 'custom');
  const ruler = document.createElement('canvas').getContext('2d');
  const widest = (texts, size) => {
    ruler.font = `bold ${size}px ${getComputedStyle(document.body).fontFamily}`;
    return Math.max(...texts.map(text => ruler.measureText(text).width));
  };
  const distinct = values => [...new Set(values)];
  // A cell as text: a list holds what each JVM or iteration came to.
  const written = cell => cell === null ? '' : Array.isArray(cell) ? cell.map(v => v.toLocaleString('en', {maximumSignificantDigits: 4})).join('; ')
    : typeof cell === 'number' ? cell.toLocaleString('en', {maximumSignificantDigits: 6}) : cell;

  const short = value => {
    const size = Math.abs(value);
    const digits = v => String(Number(v.toPrecision(3)));
    return size >= 1e9 ? digits(value / 1e9) + ' G' : size >= 1e6 ? digits(value / 1e6) + ' M'
      : size >= 1e4 ? digits(value / 1e3) + ' k' : Number(value.toPrecision(4)).toLocaleString('en');
  };

  // An axis is always one of plain values; a scale says where a figure lies on it. LINEAR; LOG, by powers of ten, zero at the foot;
  // SIGNED, by powers of ten to both sides, what is smaller than one at zero.
  function scale(kind, figures) {
    const known = figures.filter(v => v !== null && isFinite(v));
    if (kind === 'LINEAR') {
      let low = Math.min(...known), high = Math.max(...known);
      // Zero belongs on an axis, unless all that is to be seen lies far from it.
      if (low > 0 && high - low > 0.5 * high) low = 0;
      if (high < 0) high = 0;
      if (low === high) { low -= Math.abs(low) / 10 || 0.5; high += Math.abs(high) / 10 || 0.5; }
      const raw = (high - low) / 5, power = 10 ** Math.floor(Math.log10(raw));
      const step = [1, 2, 5, 10].map(m => m * power).find(s => s >= raw);
      return {at: v => v, min: Math.floor(low / step + 1e-9) * step, max: Math.ceil(high / step - 1e-9) * step, step,
        text: v => short(Math.abs(v) < step / 1e6 ? 0 : v)};
    }
    if (kind === 'SIGNED') {
      const at = v => Math.abs(v) <= 1 ? 0 : Math.sign(v) * Math.log10(Math.abs(v));
      return {at, min: Math.min(0, Math.floor(Math.min(...known.map(at)))), max: Math.max(1, Math.ceil(Math.max(...known.map(at)))),
        step: 1, text: v => v === 0 ? '≤ 1' : (v < 0 ? '−' : '') + short(10 ** Math.abs(v))};
    }
    const positive = known.filter(v => v > 0);
    if (!positive.length) positive.push(1);
    let low = Math.log10(Math.min(...positive)), high = Math.log10(Math.max(...positive));
    const step = high > low && high - low < 0.7 ? Math.log10(2) : 1;
    low = Math.floor(low / step + 1e-9) * step;
    high = Math.ceil(high / step - 1e-9) * step;
    // A single figure stands in the middle.
    if (high - low < 1e-9) { low -= step; high += step; }
    const zero = known.some(v => v <= 0);
    const foot = zero ? low - step : low;
    return {at: v => v > 0 ? Math.log10(v) : foot, min: foot, max: high, step,
      text: v => zero && Math.abs(v - foot) < 1e-9 ? '0' : short(10 ** v)};
  }

  function axis(scale, name, vertical) {
    return {
      type: 'value', name, nameLocation: 'middle', nameGap: vertical ? 46 : 28,
      min: scale.min, max: scale.max, interval: scale.step,
      nameTextStyle: {color: colour('soft')}, axisLine: {show: true, onZero: false, lineStyle: {color: colour('soft')}},
      axisLabel: {color: colour('soft'), formatter: scale.text, hideOverlap: true},
      splitLine: {lineStyle: {color: colour('faint')}}
    };
  }

  // The intervals, if a picture has them: a stroke along an axis from low to high, with a cap at either end.
  function whiskers(rows, {low, high}, figures, along, place, tint) {
    if (low < 0) return [];
    return [{
      type: 'custom', silent: true, z: 1, tooltip: {show: false},
      data: rows.filter(row => row[low] !== null && row[high] !== null).map(row => [figures.at(row[low]), figures.at(row[high]), place(row)]),
      renderItem: (params, api) => {
        const [from, to] = along === 'x' ? [api.coord([api.value(0), api.value(2)]), api.coord([api.value(1), api.value(2)])]
          : [api.coord([api.value(2), api.value(0)]), api.coord([api.value(2), api.value(1)])];
        const cap = along === 'x' ? [0, 3.5] : [3.5, 0];
        const stroke = (a, b) => ({type: 'line', shape: {x1: a[0], y1: a[1], x2: b[0], y2: b[1]}, style: {stroke: tint, lineWidth: 1.5}});
        return {type: 'group', children: [stroke(from, to), ...[from, to].map(end =>
          stroke([end[0] - cap[0], end[1] - cap[1]], [end[0] + cap[0], end[1] + cap[1]]))]};
      }
    }];
  }

  const facetOf = (picture, row) => picture.encode.facets.map(i => row[i]).join(' · ');

  function shown(picture) {
    const subject = picture.encode[picture.kind === 'LINES' ? 'series' : 'category'];
    const jvm = picture.columns.indexOf('measured on');
    return picture.rows.filter(row => !hidden.family.has(about(row[subject]).family) && ![...hidden.jvm].some(h => row[jvm] === h || String(row[jvm]).startsWith(h + ' ')));
  }

  function markLine(picture, facet, scales) {
    const marks = picture.marks.filter(mark => !mark.facet || mark.facet === facet);
    return {
      silent: true, symbol: 'none', animation: false, z: 0,
      lineStyle: {color: colour('ink'), type: 'dashed', width: 1},
      label: {color: colour('soft'), position: marks.some(m => m.axis === 'y') ? 'insideStartTop' : 'start', formatter: p => p.name},
      data: marks.map(mark => ({name: mark.label, [mark.axis + 'Axis']: scales[mark.axis].at(mark.value)}))
    };
  }

  function wrapped(names, width) {
    let lines = 1, used = 0;
    for (const name of names) {
      const size = Math.min(width, widest([name], 12) + 34);
      if (used && used + size > width) { lines++; used = 0; }
      used += size;
    }
    return lines * 22;
  }

  const legend = (names, width) => ({top: 0, left: 0, itemGap: 12, itemWidth: 14, itemHeight: 11, data: names, textStyle: {color: colour('ink'), width: Math.min(330, width - 40), overflow: 'truncate'}});

  // Names beside the ends of their lines, moved apart where they would lie on each other, each with a thread to its line.
  function named(ends, left, foot, narrow, room) {
    const gap = narrow ? 12 : 14;
    const order = [...ends].sort((a, b) => b.y - a.y);
    let free = foot + gap / 2;
    order.forEach(end => { end.at = Math.min(end.y, free - gap / 2); free = end.at - gap / 2; });
    const over = 8 - (order.length ? order.at(-1).at : 8);
    if (over > 0) order.forEach((end, i) => { end.at = Math.max(end.at, 8 + (order.length - 1 - i) * gap); });
    return order.flatMap(end => {
      const {family, role} = about(end.name);
      const tint = tintOf(family);
      return [
        {type: 'polyline', silent: true, z: 2, shape: {points: [[end.x + 5, end.y], [Math.max(end.x + 5, left - 12), end.y], [left - 3, end.at]]},
          style: {stroke: tint, lineWidth: 0.75, opacity: 0.6, fill: 'none'}},
        {type: 'text', silent: true, z: 5, x: left, y: end.at, style: {text: label(end.name), fill: tint, verticalAlign: 'middle', width: room, overflow: 'truncate',
          font: (role === 'naive' || role === 'recommended' ? 'bold ' : '') + (narrow ? 10 : 12) + 'px ' + getComputedStyle(document.body).fontFamily}}];
    });
  }

  // Class names are long, and their ends tell them apart.
  const tail = name => /^\[L.*;$/.test(name) ? tail(name.slice(2, -1)) + '[]' : name.includes('.') && !name.includes(' ') ? name.slice(name.lastIndexOf('.', name.search(/[$\[]|$/)) + 1) : name;

  const kinds = {
    DOTS(picture, rows, names, facet, width) {
      const {series, category, x, low, high, each} = picture.encode;
      const categories = distinct(rows.map(row => row[category]));
      const marks = picture.marks.filter(m => m.axis === 'x').map(m => m.value);
      const across = scale(picture.x.scale, [...rows.flatMap(row => [row[x], row[low], row[high], ...(row[each] || [])]), ...marks]);
      // Several JVMs stand one below the other; percentiles of one thing belong on one line.
      const spread = low < 0 ? 0 : 0.62 / Math.max(1, names.length - 1);
      const place = row => categories.indexOf(row[category]) + (names.length < 2 ? 0 : (names.indexOf(row[series]) - (names.length - 1) / 2) * Math.min(0.28, spread));
      const least = low < 0 ? 24 : Math.max(24, 15 * names.length);
      const top = names.length > 1 ? wrapped(names, width) + 4 : 4;
      const room = Math.min(width * 0.48, widest(categories.map(label), 12) + 12);
      return {
        height: top + 62 + (marks.length ? 14 : 0) + categories.length * Math.max(least, Math.min(width < 500 ? 0 : 38, 300 / categories.length)),
        legend: names.length > 1 ? legend(names, width) : undefined,
        grid: {left: room, right: 24, top: top + (marks.length ? 18 : 4), bottom: 44},
        xAxis: axis(across, picture.x.name, false),
        yAxis: {
          type: 'value', inverse: true, min: -0.5, max: categories.length - 0.5, interval: 0.5,
          axisLabel: {color: colour('ink'), formatter: v => Number.isInteger(v) ? label(categories[v]) : '', width: room - 12, overflow: 'truncate'},
          axisTick: {show: false}, axisLine: {show: false}, splitLine: {show: false}
        },
        series: names.flatMap((name, i) => {
          const own = rows.filter(row => row[series] === name);
          const tint = colour('s' + i % 8);
          return [
            ...whiskers(own, picture.encode, across, 'x', place, tint),
            ...(each < 0 ? [] : [{
              type: 'scatter', silent: true, symbolSize: 4, z: 2, itemStyle: {color: tint, opacity: 0.6},
              data: own.flatMap(row => row[each].map(v => [across.at(v), place(row) + 0.16]))
            }]),
            {
              type: 'scatter', name, ...mark(i, tint), symbolSize: 9, z: 3,
              data: own.map(row => ({value: [across.at(row[x]), place(row)], row})),
              markLine: i ? undefined : markLine(picture, facet, {x: across})
            }];
        })
      };
    },

    LINES(picture, rows, names, facet, width) {
      const {series, x, y, low, high} = picture.encode;
      const marks = picture.marks.filter(m => m.axis === 'y' && (!m.facet || m.facet === facet)).map(m => m.value);
      const across = scale(picture.x.scale, rows.map(row => row[x]));
      const up = scale(picture.y.scale, [...rows.flatMap(row => [row[y], row[low], row[high]]), ...marks]);
      const narrow = width < 500;
      const room = Math.min(width * 0.48, widest(names.map(label), narrow ? 10 : 12) + 20);
      const nth = {};
      const height = Math.max(narrow ? 340 : 400, names.length * 15 + 90);
      const grid = {left: 62, right: room, top: 14, bottom: 46};
      const ends = names.map(name => {
        const last = rows.filter(row => row[series] === name).at(-1);
        return {name, x: grid.left + (across.at(last[x]) - across.min) / (across.max - across.min) * (width - grid.left - room),
          y: height - grid.bottom - (up.at(last[y]) - up.min) / (up.max - up.min) * (height - grid.top - grid.bottom)};
      });
      return {
        height, grid, graphic: named(ends, width - room + 14, height - grid.bottom, narrow, room - 16),
        xAxis: axis(across, picture.x.name, false),
        yAxis: axis(up, picture.y.name, true),
        series: names.flatMap((name, i) => {
          const own = rows.filter(row => row[series] === name);
          const {family = 'custom', role} = about(name);
          const member = nth[family] = (nth[family] === undefined ? -1 : nth[family]) + 1;
          const tint = tintOf(family);
          const bold = role === 'naive' || role === 'recommended';
          return [
            ...whiskers(own, picture.encode, up, 'y', row => across.at(row[x]), tint),
            {
              type: 'line', name, ...mark(own.length > 30 ? 0 : FAMILIES.indexOf(family) + 1 + member, tint), symbolSize: own.length > 30 ? 1 : 7,
              showAllSymbol: true, z: bold ? 4 : 3, lineStyle: {color: tint, width: bold ? 3 : 1.5, type: DASHES[member % 4]},
              data: own.map(row => ({value: [across.at(row[x]), up.at(row[y])], row})),
              markLine: i ? undefined : markLine(picture, facet, {y: up})
            }];
        })
      };
    },

    BARS(picture, rows, names, facet, width) {
      const {series, category, x} = picture.encode;
      const categories = distinct(rows.map(row => row[category]));
      const totals = categories.map(c => rows.filter(row => row[category] === c).reduce((sum, row) => sum + (row[x] || 0), 0));
      const across = scale(picture.x.scale, [0, ...totals]);
      const room = Math.min(width * 0.48, widest(categories.map(label), 12) + 12);
      const top = wrapped(names.map(tail), width) + 8;
      return {
        height: top + 56 + categories.length * 34,
        legend: legend(names.map(tail), width),
        grid: {left: room, right: 24, top, bottom: 44},
        xAxis: axis(across, picture.x.name, false),
        yAxis: {
          type: 'category', inverse: true, data: categories,
          axisLabel: {color: colour('ink'), formatter: label, width: room - 12, overflow: 'truncate', interval: 0},
          axisTick: {show: false}, axisLine: {lineStyle: {color: colour('soft')}}
        },
        series: names.map((name, i) => ({
          type: 'bar', name: tail(name), stack: 'all', barMaxWidth: 20, itemStyle: {color: colour('s' + i % 8), borderColor: colour('card'), borderWidth: 1},
          data: rows.filter(row => row[series] === name).map(row => ({value: [row[x], row[category]], row}))
        }))
      };
    },

    SCATTER(picture, rows, names, facet, width) {
      const {series, category, x, y, low, high} = picture.encode;
      const across = scale(picture.x.scale, rows.map(row => row[x]));
      const up = scale(picture.y.scale, rows.flatMap(row => [row[y], row[low], row[high]]));
      const point = row => [across.at(row[x]), up.at(row[y])];
      const frontier = [...rows].sort((a, b) => a[x] - b[x] || a[y] - b[y])
        .reduce((best, row) => best.length && best[best.length - 1][y] <= row[y] ? best : [...best, row], []);
      const narrow = width < 500;
      const top = wrapped(names, width) + 8;
      return {
        height: top + (narrow ? 340 : 420),
        legend: legend(names, width),
        grid: {left: 62, right: 24, top, bottom: 46},
        xAxis: axis(across, picture.x.name, false),
        yAxis: axis(up, picture.y.name, true),
        series: [
          {type: 'line', silent: true, symbol: 'none', z: 1, lineStyle: {color: colour('ink'), type: [6, 4], width: 1.5}, data: frontier.map(point)},
          ...names.flatMap(name => {
            const own = rows.filter(row => row[series] === name);
            const tint = tintOf(name);
            return [
              ...whiskers(own, picture.encode, up, 'y', row => across.at(row[x]), tint),
              {
                type: 'scatter', name, ...mark(FAMILIES.indexOf(name) + 1, tint), symbolSize: 11, z: 3,
                label: {show: true, width: width * 0.4, overflow: 'truncate', color: colour('ink'), textBorderColor: colour('card'), textBorderWidth: 3, fontSize: narrow ? 10 : 12, formatter: p => label(p.data.row[category])},
                labelLayout: {hideOverlap: true},
                data: own.map(row => ({value: point(row), row, label: {position: across.at(row[x]) > (across.min + across.max) / 2 ? 'left' : 'right'}}))
              }];
          })]
      };
    }
  };

  // Built as elements: what comes from a file is text, whatever it holds.
  function tip(picture, row) {
    const list = document.createElement('dl');
    list.className = 'tip';
    picture.columns.forEach((column, i) => {
      if (!written(row[i])) return;
      list.append(Object.assign(document.createElement('dt'), {textContent: column}),
        Object.assign(document.createElement('dd'), {textContent: written(row[i])}));
    });
    return list;
  }

  function draw(picture) {
    const figure = document.getElementById(picture.id);
    const place = figure.querySelector('.chart');
    const select = figure.querySelector('select');
    const facet = select ? select.value : facetOf(picture, picture.rows[0]);
    const rows = shown(picture).filter(row => facetOf(picture, row) === facet);
    const old = echarts.getInstanceByDom(place);
    if (old) old.dispose();
    place.replaceChildren();
    place.dataset.rows = rows.length;
    if (!rows.length) {
      place.style.height = 'auto';
      place.removeAttribute('role');
      place.removeAttribute('aria-label');
      place.append(Object.assign(document.createElement('p'), {textContent: 'Nothing of what is chosen above is in this picture.'}));
      return;
    }
    const names = distinct(rows.map(row => row[picture.encode.series]));
    const option = kinds[picture.kind](picture, rows, names, facet, place.clientWidth);
    place.style.height = option.height + 'px';
    delete option.height;
    const said = `${picture.question} ${facet ? facet + '. ' : ''}${rows.length} figures, which stand in the table below.`;
    echarts.init(place, null, {renderer: 'svg'}).setOption({
      ...option, animation: false, backgroundColor: 'transparent',
      textStyle: {fontFamily: getComputedStyle(document.body).fontFamily},
      aria: {enabled: true, label: {description: said}, decal: {show: picture.kind === 'BARS'}},
      tooltip: {
        trigger: 'item', confine: true, backgroundColor: colour('card'), borderColor: colour('rule'), textStyle: {color: colour('ink')},
        formatter: p => p.data && p.data.row ? tip(picture, p.data.row) : ''
      }
    });
    place.setAttribute('role', 'img');
    place.setAttribute('aria-label', said);
  }

  function facets(picture) {
    const choices = distinct(picture.rows.map(row => facetOf(picture, row))).filter(Boolean);
    const place = document.getElementById(picture.id).querySelector('.facets');
    if (choices.length === 1) place.textContent = choices[0];
    if (choices.length < 2) return;
    const select = document.createElement('select');
    choices.forEach(choice => select.append(new Option(choice, choice)));
    select.addEventListener('change', () => draw(picture));
    const name = Object.assign(document.createElement('label'), {textContent: 'Shown: '});
    name.append(select);
    place.append(name);
  }

  function table(picture) {
    const place = document.getElementById(picture.id).querySelector('.figures');
    if (place.firstChild) return;
    const filled = document.createElement('table');
    const head = filled.createTHead().insertRow();
    const numeric = picture.columns.map((_, i) => picture.rows.some(row => typeof row[i] === 'number'));
    picture.columns.forEach((column, i) => head.append(Object.assign(document.createElement('th'),
      {textContent: column, scope: 'col', className: numeric[i] ? 'number' : ''})));
    const body = filled.createTBody();
    picture.rows.forEach(row => {
      const line = body.insertRow();
      row.forEach((cell, i) => {
        const place = line.insertCell();
        place.textContent = written(cell);
        if (numeric[i]) place.className = 'number';
      });
    });
    place.append(filled);
  }

  const drawAll = () => pictures.forEach(draw);
  pictures.forEach(picture => {
    facets(picture);
    document.getElementById(picture.id).querySelector('details').addEventListener('toggle', () => table(picture));
  });
  drawAll();

  const verdicts = document.getElementById('verdict-table');
  if (verdicts) {
    const lines = [...verdicts.tBodies[0].rows];
    const heads = [...verdicts.tHead.rows[0].cells];
    heads.forEach((head, i) => head.querySelector('button').addEventListener('click', () => {
      const down = head.getAttribute('aria-sort') === 'ascending';
      heads.forEach(other => other.setAttribute('aria-sort', 'none'));
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const key = line => line.cells[i].dataset.sort;
      lines.sort((a, b) => {
        const left = key(a), right = key(b);
        // What is unknown stands last, whichever way.
        if (!left || !right) return (left ? 0 : 1) - (right ? 0 : 1);
        const order = head.classList.contains('number') ? left - right : left.localeCompare(right);
        return down ? -order : order;
      });
      verdicts.tBodies[0].append(...lines);
    }));
    document.querySelectorAll('.filters input:not([name=columns])').forEach(box => {
      // Some browsers keep what was ticked before a reload.
      box.checked = true;
      box.addEventListener('change', () => {
        if (box.checked) hidden[box.name].delete(box.value); else hidden[box.name].add(box.value);
        lines.forEach(line => { line.hidden = hidden.family.has(line.dataset.family) || hidden.jvm.has(line.dataset.jvm); });
        document.getElementById('shown').textContent = lines.filter(line => !line.hidden).length + ' of ' + lines.length + ' rows';
        drawAll();
      });
    });
  }

  let width = document.documentElement.clientWidth, waiting;
  addEventListener('resize', () => {
    if (document.documentElement.clientWidth === width) return;
    width = document.documentElement.clientWidth;
    clearTimeout(waiting);
    waiting = setTimeout(drawAll, 100);
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
  // Paper is light and narrow, and nothing on it unfolds.
  function onPaper(paper) {
    document.documentElement.classList.toggle('paper', paper);
    pictures.forEach(picture => { document.getElementById(picture.id).querySelector('.chart').style.width = paper ? '680px' : ''; });
    drawAll();
  }
  addEventListener('beforeprint', () => {
    onPaper(true);
    pictures.filter(picture => picture.rows.length <= 60).forEach(picture => {
      table(picture);
      document.getElementById(picture.id).querySelector('details').open = true;
    });
  });
  addEventListener('afterprint', () => onPaper(false));
})();
