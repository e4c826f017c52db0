/** Deepest folder and most files that are looked at when somebody drops a disk. */
const deepest = 8;
const most = 500;

/**
 * The files in a drop or paste, folders opened, each under its path. Must be called while the event is dispatched, because
 * browsers empty the transfer afterwards.
 */
export async function filesIn(transfer: DataTransfer): Promise<File[]> {
  // Files are taken as they are: WebKit cannot open the entry of one that lies on no disk.
  const dropped = [...transfer.items].map((item) => {
    const entry = item.webkitGetAsEntry();
    return entry !== null && isFolder(entry) ? entry : item.getAsFile();
  });
  const found: File[] = [];
  for (const each of dropped) {
    if (each instanceof File) found.push(each);
    else if (each !== null) await collect(each, found, 0);
  }
  return found;
}

async function collect(entry: FileSystemEntry, found: File[], depth: number): Promise<void> {
  if (found.length >= most || depth > deepest) return;
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => {
      entry.file(resolve, reject);
    });
    found.push(new File([file], entry.fullPath.replace(/^\//u, '')));
  } else if (isFolder(entry)) for (const child of await children(entry)) await collect(child, found, depth + 1);
}

/** A reader gives a folder in parts, the last of them empty. */
async function children(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (part.length === 0) return all;
    all.push(...part);
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
