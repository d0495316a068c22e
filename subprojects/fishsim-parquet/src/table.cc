// SPDX-License-Identifier: MIT
//
// table.cc: the one file that knows Arrow C++. Everything here runs inside guarded(), since Arrow
// reports by Status, and the library under it by exceptions.
#include "table.h"

#include <fishsim/parquet.h>

#include <arrow/api.h>
#include <arrow/c/bridge.h>
#include <arrow/io/file.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/writer.h>
#include <parquet/properties.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <unistd.h>
#include <vector>

struct table {
    std::shared_ptr<arrow::Schema> given;   // what the caller's batches look like
    std::shared_ptr<arrow::Schema> written; // with the leading column and the notes
    std::shared_ptr<arrow::io::FileOutputStream> stream;
    std::unique_ptr<parquet::arrow::FileWriter> writer;
    bool leads = false;
    arrow::RecordBatchVector held; // not yet encoded: frames of few rows are encoded together
    int64_t held_rows = 0;
};

namespace
{

constexpr int64_t HELD_ROWS = 8192;

fishsim_status refuse(fishsim_error *error, fishsim_status status, const char *text)
{
    if (error) {
        *error = {};
        error->status = status;
        std::snprintf(error->message, sizeof error->message, "parquet: %s", text);
        for (char *at = error->message; *at; at++)
            if (*at == '\n')
                *at = ' ';
    }
    return status;
}

// Runs a function that returns arrow::Status, and turns all that it may do into a status of ours.
template <typename Work>
fishsim_status guarded(fishsim_error *error, fishsim_status otherwise, Work work) noexcept
{
    try {
        arrow::Status status = work();
        if (status.ok())
            return FISHSIM_OK;
        return refuse(error, status.IsOutOfMemory() ? FISHSIM_ERR_MEMORY : otherwise,
                      status.message().c_str());
    } catch (const std::bad_alloc &) {
        return refuse(error, FISHSIM_ERR_MEMORY, "no memory");
    } catch (const std::exception &thrown) {
        return refuse(error, otherwise, thrown.what());
    } catch (...) {
        return refuse(error, otherwise, "unknown trouble");
    }
}

parquet::Compression::type compression_of(uint32_t number)
{
    switch (number) {
    case FISHSIM_PARQUET_SNAPPY:
        return parquet::Compression::SNAPPY;
    case FISHSIM_PARQUET_ZSTD:
        return parquet::Compression::ZSTD;
    case FISHSIM_PARQUET_GZIP:
        return parquet::Compression::GZIP;
    default:
        return parquet::Compression::UNCOMPRESSED;
    }
}

std::shared_ptr<const arrow::KeyValueMetadata> metadata_of(const table_options &options)
{
    auto metadata = std::make_shared<arrow::KeyValueMetadata>();
    for (uint32_t i = 0; i < options.note_count; i++)
        metadata->Append(options.notes[i].key, options.notes[i].value);
    return metadata;
}

// Measured numbers hardly repeat: a dictionary of them costs time and saves no space.
std::shared_ptr<parquet::WriterProperties> properties_of(const arrow::Schema &schema,
                                                         const table_options &options)
{
    parquet::WriterProperties::Builder builder;
    builder.compression(compression_of(options.compression))
        ->max_row_group_length(options.row_group_rows)
        ->created_by("libfishsim " FISHSIM_VERSION_STRING);
    for (const auto &field : schema.fields())
        if (arrow::is_floating(field->type()->id()) || field->name().ends_with("_uj"))
            builder.disable_dictionary(field->name());
    return builder.build();
}

// A stream over a copy of the descriptor: Arrow closes what it is given.
template <typename Stream> arrow::Result<std::shared_ptr<Stream>> open_stream(int file)
{
    int copy = dup(file);
    if (copy < 0)
        return arrow::Status::IOError(std::strerror(errno));
    auto stream = Stream::Open(copy);
    if (!stream.ok())
        close(copy);
    return stream;
}

arrow::Status begin(table &made, int file, ArrowSchema *schema, const table_options &options)
{
    ARROW_ASSIGN_OR_RAISE(made.given, arrow::ImportSchema(schema));
    made.written = made.given->WithMetadata(metadata_of(options));
    made.leads = options.leading_column != nullptr;
    if (made.leads) {
        auto leading = arrow::field(options.leading_column, arrow::uint64(), false);
        ARROW_ASSIGN_OR_RAISE(made.written, made.written->AddField(0, leading));
    }
    ARROW_ASSIGN_OR_RAISE(made.stream, open_stream<arrow::io::FileOutputStream>(file));
    ARROW_ASSIGN_OR_RAISE(made.writer, parquet::arrow::FileWriter::Open(
                                           *made.written, arrow::default_memory_pool(), made.stream,
                                           properties_of(*made.written, options)));
    return made.writer->AddKeyValueMetadata(metadata_of(options));
}

arrow::Status encode_held(table &table)
{
    if (table.held.empty())
        return arrow::Status::OK();
    ARROW_ASSIGN_OR_RAISE(auto whole, arrow::ConcatenateRecordBatches(table.held));
    table.held.clear();
    table.held_rows = 0;
    return table.writer->WriteRecordBatch(*whole);
}

arrow::Status append(table &table, ArrowArray *array, uint64_t leading)
{
    ARROW_ASSIGN_OR_RAISE(auto batch, arrow::ImportRecordBatch(array, table.given));
    std::vector<std::shared_ptr<arrow::Array>> columns = batch->columns();
    if (table.leads) {
        arrow::UInt64Scalar value(leading);
        ARROW_ASSIGN_OR_RAISE(auto column, arrow::MakeArrayFromScalar(value, batch->num_rows()));
        columns.insert(columns.begin(), column);
    }
    table.held.push_back(arrow::RecordBatch::Make(table.written, batch->num_rows(), columns));
    table.held_rows += batch->num_rows();
    return table.held_rows < HELD_ROWS ? arrow::Status::OK() : encode_held(table);
}

arrow::Status end(table &table, uint64_t &bytes)
{
    ARROW_RETURN_NOT_OK(encode_held(table));
    ARROW_RETURN_NOT_OK(table.writer->Close());
    ARROW_ASSIGN_OR_RAISE(int64_t size, table.stream->Tell());
    bytes = static_cast<uint64_t>(size);
    return table.stream->Close();
}

// Reads a column whose values are 64 bits wide and never null.
arrow::Status read_column(int file, const char *name, uint64_t most, std::vector<uint64_t> &values)
{
    ARROW_ASSIGN_OR_RAISE(auto stream, open_stream<arrow::io::ReadableFile>(file));
    ARROW_ASSIGN_OR_RAISE(auto reader,
                          parquet::arrow::OpenFile(stream, arrow::default_memory_pool()));
    std::shared_ptr<arrow::Schema> schema;
    ARROW_RETURN_NOT_OK(reader->GetSchema(&schema));
    int place = schema->GetFieldIndex(name);
    if (place < 0 || schema->field(place)->type()->byte_width() != sizeof(uint64_t))
        return arrow::Status::Invalid("no column of 64 bits called ", name);
    if (static_cast<uint64_t>(reader->parquet_reader()->metadata()->num_rows()) > most)
        return arrow::Status::Invalid("more than ", most, " rows");
    std::shared_ptr<arrow::ChunkedArray> column;
    ARROW_RETURN_NOT_OK(reader->ReadColumn(place, &column));
    if (column->null_count() > 0)
        return arrow::Status::Invalid("nulls in ", name);
    for (const auto &chunk : column->chunks()) {
        const uint64_t *first = chunk->data()->GetValues<uint64_t>(1);
        values.insert(values.end(), first, first + chunk->length());
    }
    return arrow::Status::OK();
}

} // namespace

fishsim_status table_begin(int file, ArrowSchema *schema, const table_options *options, table **out,
                           fishsim_error *error)
{
    std::unique_ptr<table> made(new (std::nothrow) table);
    fishsim_status status = FISHSIM_ERR_MEMORY;
    if (made)
        status =
            guarded(error, FISHSIM_ERR_IO, [&] { return begin(*made, file, schema, *options); });
    else
        refuse(error, status, "no memory");
    if (schema->release)
        schema->release(schema);
    if (!status)
        *out = made.release();
    else
        table_abandon(made.release());
    return status;
}

fishsim_status table_append(table *table, ArrowArray *array, uint64_t leading, fishsim_error *error)
{
    fishsim_status status =
        guarded(error, FISHSIM_ERR_IO, [&] { return append(*table, array, leading); });
    if (array->release)
        array->release(array);
    return status;
}

fishsim_status table_end(table *table, uint64_t *bytes, fishsim_error *error)
{
    fishsim_status status = guarded(error, FISHSIM_ERR_IO, [&] { return end(*table, *bytes); });
    table_abandon(table);
    return status;
}

// A writer that is destroyed before it is closed writes its footer into the stream, which may fail
// and throw out of a destructor; so it is closed here, where that can be caught.
void table_abandon(table *table)
{
    if (!table)
        return;
    guarded(nullptr, FISHSIM_ERR_IO,
            [&] { return table->writer ? table->writer->Close() : arrow::Status::OK(); });
    guarded(nullptr, FISHSIM_ERR_IO,
            [&] { return table->stream ? table->stream->Close() : arrow::Status::OK(); });
    delete table;
}

fishsim_status table_read_column(int file, const char *name, uint64_t most, uint64_t **values,
                                 uint64_t *count, fishsim_error *error)
{
    std::vector<uint64_t> read;
    fishsim_status status =
        guarded(error, FISHSIM_ERR_FORMAT, [&] { return read_column(file, name, most, read); });
    if (status)
        return status;
    *values = static_cast<uint64_t *>(std::malloc(read.size() * sizeof(uint64_t) + 1));
    if (!*values)
        return refuse(error, FISHSIM_ERR_MEMORY, "no memory");
    if (!read.empty())
        std::memcpy(*values, read.data(), read.size() * sizeof(uint64_t));
    *count = read.size();
    return FISHSIM_OK;
}
