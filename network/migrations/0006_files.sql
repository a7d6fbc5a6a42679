-- door network_files(uuid, uuid, int[])
(in_participation uuid, in_file uuid, in_numbers int[]) RETURNS TABLE (number int, id uuid, organisation_id uuid,
  patient_id uuid, uploader_id uuid, meant_for uuid, state text, reason text, kind text, name_sealed bytea,
  key_sealed bytea, store_name text, size int, width int, height int, small_size int)
LANGUAGE sql STABLE AS $$
  -- What was sent in the conversation, from where the partner may read: one file, those of some messages, or all.
  SELECT a.number, f.id, f.organisation_id, f.patient_id, f.uploader_id, f.meant_for, f.state::text, f.reason::text,
    f.kind::text, f.name_sealed, f.key_sealed, f.store_name::text, f.size, f.width, f.height, f.small_size
  FROM network_seat(in_participation) s
    JOIN conversations_attachment a ON a.organisation_id = s.organisation_id AND a.conversation_id = s.conversation_id
      AND a.number >= s.from_number
    JOIN files_storedfile f ON f.organisation_id = a.organisation_id AND f.id = a.file_id AND f.attached_at IS NOT NULL
  WHERE in_participation IS NOT NULL AND a.file_id = coalesce(in_file, a.file_id)
    AND (in_numbers IS NULL OR a.number = ANY (in_numbers))
  ORDER BY a.number, a.position
$$

-- door network_files_being_added(uuid, uuid)
(in_participation uuid, in_file uuid) RETURNS TABLE (number int, id uuid, organisation_id uuid,
  patient_id uuid, uploader_id uuid, meant_for uuid, state text, reason text, kind text, name_sealed bytea,
  key_sealed bytea, store_name text, size int, width int, height int, small_size int)
LANGUAGE sql STABLE AS $$
  -- What the actor added and did not send yet; one by its id also while its bytes come in.
  SELECT 0, f.id, f.organisation_id, f.patient_id, f.uploader_id, f.meant_for, f.state::text, f.reason::text,
    f.kind::text, f.name_sealed, f.key_sealed, f.store_name::text, f.size, f.width, f.height, f.small_size
  FROM network_seat(in_participation) s JOIN files_storedfile f
    ON f.organisation_id = s.organisation_id AND f.meant_for = s.conversation_id
  WHERE in_participation IS NOT NULL AND f.uploader_id = app_actor() AND f.attached_at IS NULL
    AND f.id = coalesce(in_file, f.id) AND (in_file IS NOT NULL OR f.state <> 'receiving')
  ORDER BY f.created_at, f.id
$$

-- door network_file_begin(uuid, uuid, uuid, bytea, bytea, text, int)
(in_participation uuid, in_file uuid, in_client uuid, in_name bytea, in_key bytea, in_store text, in_most int)
RETURNS TABLE (outcome text, id uuid) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  seat record;
  known record;
BEGIN
  -- The row is there before the first byte; the same client id again is the same file.
  SELECT * INTO seat FROM network_seat(in_participation) s WHERE in_participation IS NOT NULL AND s.may_write;
  IF NOT FOUND THEN
    outcome := 'missing'; RETURN NEXT; RETURN;
  END IF;
  SELECT f.id, f.meant_for INTO known FROM files_storedfile f
  WHERE f.organisation_id = seat.organisation_id AND f.uploader_id = app_actor() AND f.client_id = in_client;
  IF FOUND THEN
    outcome := CASE WHEN known.meant_for = seat.conversation_id THEN 'known' ELSE 'missing' END;
    id := known.id; RETURN NEXT; RETURN;
  END IF;
  IF (SELECT count(*) FROM network_files_being_added(in_participation, NULL) f WHERE f.state <> 'refused') >= in_most THEN
    outcome := 'many'; RETURN NEXT; RETURN;
  END IF;
  INSERT INTO files_storedfile (id, organisation_id, patient_id, uploader_id, meant_for, client_id, state, reason, kind,
    name_sealed, key_sealed, store_name, size, checksum, width, height, small_size, attempts)
  VALUES (in_file, seat.organisation_id, seat.patient_id, app_actor(), seat.conversation_id, in_client, 'receiving', '', '',
    in_name, in_key, in_store, 0, '', 0, 0, 0, 0);
  outcome := 'begun'; id := in_file; RETURN NEXT;
END $$

-- door network_file_received(uuid, uuid, int, bytea)
(in_participation uuid, in_file uuid, in_size int, in_checksum bytea) RETURNS boolean LANGUAGE sql AS $$
  -- Its bytes are in: a worker may look at it.
  WITH moved AS (
    UPDATE files_storedfile f SET state = 'received', size = in_size, checksum = in_checksum, not_before = now()
    FROM network_seat(in_participation) s
    WHERE in_participation IS NOT NULL AND f.organisation_id = s.organisation_id AND f.meant_for = s.conversation_id
      AND f.id = in_file AND f.uploader_id = app_actor() AND f.state = 'receiving' RETURNING 1)
  SELECT EXISTS (SELECT FROM moved)
$$

-- door network_file_removed(uuid, uuid)
(in_participation uuid, in_file uuid) RETURNS boolean LANGUAGE sql AS $$
  -- The actor's own, not sent.
  WITH gone AS (
    DELETE FROM files_storedfile f USING network_seat(in_participation) s
    WHERE in_participation IS NOT NULL AND f.organisation_id = s.organisation_id AND f.meant_for = s.conversation_id
      AND f.id = in_file AND f.uploader_id = app_actor() AND f.attached_at IS NULL RETURNING 1)
  SELECT EXISTS (SELECT FROM gone)
$$

-- door network_attach(uuid, int, uuid[])
(in_participation uuid, in_number int, in_files uuid[]) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  seat record;
  found_files int;
BEGIN
  -- In the transaction that sent the message: all of them, the actor's own and ready, or none.
  SELECT * INTO seat FROM network_seat(in_participation) s WHERE in_participation IS NOT NULL AND s.may_write;
  IF NOT FOUND OR NOT EXISTS (SELECT FROM conversations_message m WHERE m.organisation_id = seat.organisation_id
      AND m.conversation_id = seat.conversation_id AND m.number = in_number AND m.author_id = app_actor()) THEN
    RETURN false;
  END IF;
  SELECT count(*) INTO found_files FROM (
    SELECT f.id FROM files_storedfile f WHERE f.organisation_id = seat.organisation_id AND f.id = ANY (in_files)
      AND f.meant_for = seat.conversation_id AND f.uploader_id = app_actor() AND f.attached_at IS NULL AND f.state = 'ready'
    ORDER BY f.id FOR NO KEY UPDATE) locked;
  IF found_files <> cardinality(in_files) THEN
    RETURN false;
  END IF;
  INSERT INTO conversations_attachment (id, organisation_id, conversation_id, patient_id, number, position, file_id)
  SELECT gen_random_uuid(), seat.organisation_id, seat.conversation_id, seat.patient_id, in_number, each.position - 1, each.id
  FROM unnest(in_files) WITH ORDINALITY AS each (id, position);
  UPDATE files_storedfile f SET attached_at = now() WHERE f.organisation_id = seat.organisation_id AND f.id = ANY (in_files);
  RETURN true;
END $$
