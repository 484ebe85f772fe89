// A small wrapper of IndexedDB: three tables of plain records. Where the browser refuses it (private windows of some),
// the tables live in memory as long as the page does, and the status line says that nothing is on the device.
(() => {
  const TABLES = ["meta", "packs", "work"];
  let opening = null, memory = null;

  function open() {
    opening ??= new Promise((done, failed) => {
      const asked = indexedDB.open("binhdang", 1);
      asked.onupgradeneeded = () => { for (const name of TABLES) asked.result.createObjectStore(name); };
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    }).catch(() => {
      memory = Object.fromEntries(TABLES.map((name) => [name, new Map()]));
      return null;
    });
    return opening;
  }

  // Run `work(objectStore)` in one transaction; resolves with the result of the request it returns, once it is durable.
  async function within(table, mode, work) {
    const base = await open();
    return new Promise((done, failed) => {
      const transaction = base.transaction(table, mode, { durability: "strict" });
      const asked = work(transaction.objectStore(table));
      transaction.oncomplete = () => done(asked?.result);
      transaction.onerror = transaction.onabort = () => failed(transaction.error);
    });
  }
  const get = async (table, key) => ((await open()) ? within(table, "readonly", (rows) => rows.get(key)) : memory[table].get(key));
  const put = async (table, key, row) => { (await open()) ? await within(table, "readwrite", (rows) => rows.put(row, key)) : memory[table].set(key, row); };
  const remove = async (table, key) => { (await open()) ? await within(table, "readwrite", (rows) => rows.delete(key)) : memory[table].delete(key); };
  const all = async (table) => ((await open()) ? within(table, "readonly", (rows) => rows.getAll()) : [...memory[table].values()]);

  // Change one record in one transaction, so that two tabs never overwrite each other; `change` returns the new record.
  async function update(table, key, change) {
    let changed;
    if (await open()) {
      await within(table, "readwrite", (rows) => {
        const asked = rows.get(key);
        asked.onsuccess = () => { changed = change(asked.result); if (changed) rows.put(changed, key); };
      });
    } else {
      changed = change(memory[table].get(key));
      if (changed) memory[table].set(key, changed);
    }
    return changed;
  }
  const lasting = async () => Boolean(await open());

  self.bd = Object.assign(self.bd ?? {}, { store: { get, put, remove, all, update, lasting } });
})();
