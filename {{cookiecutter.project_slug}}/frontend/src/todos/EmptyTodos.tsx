interface Props {
  /** The filter of the list. */
  complete: string | undefined;
}

/** The style sheet shows this while the list before it is empty. */
export function EmptyTodos({ complete }: Props) {
  return (
    <div className="empty">
      {complete === "true" ? (
        <>
          <h2>Nothing done yet</h2>
          <p>Todos that you tick are listed here.</p>
        </>
      ) : complete ? (
        <>
          <h2>All done</h2>
          <p>You have no open todos. You can add the next one above.</p>
        </>
      ) : (
        <>
          <h2>Nothing to do yet</h2>
          <p>Add your first todo above, such as “Call the dentist”. The due date is optional.</p>
          <p>Tick a todo when it is done. You can edit or delete it at any time.</p>
        </>
      )}
    </div>
  );
}
